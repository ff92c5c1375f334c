import { parseArgs } from 'node:util'
import { UsageError } from '../options.ts'

export interface SoakOptions {
  readonly orders: number
  readonly seed: number
  /** Money and stock for about half of the orders, and every kind of outcome must occur. */
  readonly scarce: boolean
  readonly faults: string
  readonly poison: number
  /** Concurrent callers. */
  readonly width: number
  readonly timeoutSeconds: number
  readonly synth: boolean
  readonly verbose: boolean
  /** File to write what was decided to; undefined: nowhere. */
  readonly recordFaults: string | undefined
  /** File of an earlier run to compare with. */
  readonly compareFaults: string | undefined
}

const defaultFaults = 'duplicate=0.2,reorder=0.3,crash=0.01,throttle=0.05,partial-put=0.1,timeout=0.005,stale-index=0.1'

export const usage = `Runs orders through the whole pipeline under injected faults, then checks that every promise was kept.

Usage: npm run soak -- [options]

  --orders N        orders to place                     default 1000
  --seed N          seed of faults and workload         default 1; the same seed gives the same faults
  --scarce          money and stock for about half of the orders; fails unless every kind of outcome occurs
  --at-once         all orders at the same time, instead of --width at a time
  --faults SPEC     kinds and probabilities             default ${defaultFaults}
  --poison N        malformed messages put into queues  default 10
  --width N         concurrent callers                  default 8
  --timeout N       seconds until it must have settled  default 900
  --record-faults FILE   write every decision about a fault, struck or not
  --compare-faults FILE  compare with what a run with the same seed recorded; fails where they differ
  --no-synth        run the cdk.out that is there
  --verbose         print the functions' warnings and errors
  --help            this text

Exit code 0 if every invariant held, 1 if one was broken or the pipeline did not settle.
`

/** @throws {UsageError} naming the option and what is allowed. */
export function parseSoakOptions(args: readonly string[]): SoakOptions | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  const orders = positive('--orders', values.orders)
  return {
    orders,
    seed: positive('--seed', values.seed),
    faults: values.faults,
    poison: positive('--poison', values.poison, 0),
    scarce: values.scarce,
    width: values['at-once'] ? orders : positive('--width', values.width),
    timeoutSeconds: positive('--timeout', values.timeout),
    synth: !values['no-synth'],
    verbose: values.verbose,
    recordFaults: values['record-faults'],
    compareFaults: values['compare-faults'],
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
        scarce: { type: 'boolean', default: false },
        'at-once': { type: 'boolean', default: false },
        'record-faults': { type: 'string' },
        'compare-faults': { type: 'string' },
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
