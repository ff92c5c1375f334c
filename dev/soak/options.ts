import { parseArgs } from 'node:util'
import { UsageError } from '../options.ts'

export interface SoakOptions {
  readonly orders: number
  readonly seed: number
  readonly faults: string
  readonly poison: number
  readonly width: number
  readonly timeoutSeconds: number
  readonly synth: boolean
  readonly verbose: boolean
}

const defaultFaults = 'duplicate=0.2,reorder=0.3,crash=0.05,throttle=0.05,partial-put=0.1,timeout=0.02,stale-index=0.1'

export const usage = `Runs orders through the whole pipeline under injected faults, then checks that every promise was kept.

Usage: npm run soak -- [options]

  --orders N        orders to place                     default 1000
  --seed N          seed of faults and workload         default 1; the same seed gives the same faults
  --faults SPEC     kinds and probabilities             default ${defaultFaults}
  --poison N        malformed messages put into queues  default 10
  --width N         concurrent callers                  default 8
  --timeout N       seconds until it must have settled  default 900
  --no-synth        run the cdk.out that is there
  --verbose         print the functions' warnings and errors
  --help            this text

Exit code 0 if every invariant held, 1 if one was broken or the pipeline did not settle.
`

/** @throws {UsageError} naming the option and what is allowed. */
export function parseSoakOptions(args: readonly string[]): SoakOptions | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  return {
    orders: positive('--orders', values.orders),
    seed: positive('--seed', values.seed),
    faults: values.faults,
    poison: positive('--poison', values.poison, 0),
    width: positive('--width', values.width),
    timeoutSeconds: positive('--timeout', values.timeout),
    synth: !values['no-synth'],
    verbose: values.verbose,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        orders: { type: 'string', default: '1000' },
        seed: { type: 'string', default: '1' },
        faults: { type: 'string', default: defaultFaults },
        poison: { type: 'string', default: '10' },
        width: { type: 'string', default: '8' },
        timeout: { type: 'string', default: '900' },
        'no-synth': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function positive(option: string, value: string, least = 1): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number) || number < least) {
    throw new UsageError(`${option} is "${value}", allowed are whole numbers from ${least}.`)
  }
  return number
}
