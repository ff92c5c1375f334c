import { parseArgs } from 'node:util'
import { type ApiAuth, apiAuths } from './api-access.ts'

export interface StartOptions {
  readonly apiPort: number
  readonly endpointPort: number
  readonly dataDir: string | undefined
  readonly sample: boolean
  readonly exit: boolean
  readonly synth: boolean
  /** Of the cloud assembly, relative to the project. */
  readonly assemblyDir: string
  readonly faults: string | undefined
  readonly seed: number
  readonly stage: string
  /** Undefined: as `cdk.json` says, else `iam`. */
  readonly apiAuth: ApiAuth | undefined
  /** Whether functions and services may do only what the template's policies let them. */
  readonly iam: boolean
}

export const usage = `Runs the whole pipeline on this machine: the synthesized template, as it is, with nothing mocked and no AWS account.

Usage: npm start -- [options]

  --port N            port of the HTTP API              default 3000, 0 picks a free one
  --endpoint-port N   port of the AWS endpoint          default 4566, 0 picks a free one
  --data DIR          keep everything on disk in DIR    default: in memory
  --no-sample         seed nothing, place no sample order
  --exit              end after the sample order: 0 if it reached every consumer, else 1
  --no-synth          run the assembly that is there, without synthesizing again
  --assembly DIR      where the template is synthesized default cdk.out
  --faults SPEC       inject faults, e.g. duplicate=0.2,reorder=0.3,crash=0.05,throttle=0.05,partial-put=0.1,timeout=0.02
  --seed N            seed of the faults                default 1
  --stage NAME        stage to synthesize               default dev
  --api-auth KIND     iam, jwt or none                  default: iam, or what cdk.json says; jwt tells customers apart
  --iam on|off        enforce the template's policies   default on
  --help              this text
`

/** A mistake on the command line: shown without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** @throws {UsageError} naming the option and what is allowed. */
export function parseStartOptions(args: readonly string[]): StartOptions | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  if (values['api-auth'] !== undefined && values['no-synth']) {
    throw new UsageError('--api-auth is what is synthesized, so it does not go with --no-synth.')
  }
  if (values.exit && values['no-sample']) {
    throw new UsageError('--exit waits for the sample order, so it does not go with --no-sample.')
  }
  return {
    apiPort: wholeNumber('--port', values.port, 65_535),
    endpointPort: wholeNumber('--endpoint-port', values['endpoint-port'], 65_535),
    dataDir: values.data,
    sample: !values['no-sample'],
    exit: values.exit,
    synth: !values['no-synth'],
    assemblyDir: values.assembly,
    faults: values.faults,
    seed: wholeNumber('--seed', values.seed, Number.MAX_SAFE_INTEGER),
    stage: values.stage,
    apiAuth: oneOf('--api-auth', values['api-auth'], apiAuths),
    iam: oneOf('--iam', values.iam, ['on', 'off']) !== 'off',
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '3000' },
        'endpoint-port': { type: 'string', default: '4566' },
        data: { type: 'string' },
        'no-sample': { type: 'boolean', default: false },
        exit: { type: 'boolean', default: false },
        'no-synth': { type: 'boolean', default: false },
        assembly: { type: 'string', default: 'cdk.out' },
        faults: { type: 'string' },
        seed: { type: 'string', default: '1' },
        stage: { type: 'string', default: 'dev' },
        'api-auth': { type: 'string' },
        iam: { type: 'string' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function oneOf<Value extends string>(
  option: string,
  value: string | undefined,
  allowed: readonly Value[],
): Value | undefined {
  if (value === undefined) return undefined
  const known = allowed.find((one) => one === value)
  if (known === undefined) throw new UsageError(`${option} is "${value}", allowed are ${allowed.join(', ')}.`)
  return known
}

function wholeNumber(option: string, value: string, most: number): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0 || number > most || value.trim() === '') {
    throw new UsageError(`${option} is "${value}", allowed are whole numbers from 0 to ${most}.`)
  }
  return number
}
