import { type FaultRates, parseFaults } from '../local/faults/rates.ts'
import { type Isolation, isolations } from '../local/lambda/isolation.ts'
import { type SesMode, sesModes } from '../local/ses/account.ts'
import {
  assertPortsDiffer,
  notEmpty,
  oneOf,
  portNumber,
  readOptions,
  readWith,
  wholeNumber,
} from '../local/usage/options.ts'
import { UsageError } from '../local/usage/usage-error.ts'
import { type ApiAuth, apiAuths } from './api-access.ts'
import type { Failing } from './failing.ts'

export interface StartOptions {
  readonly apiPort: number
  readonly endpointPort: number
  /** Undefined: no console, as with `--exit`, which nobody watches. */
  readonly consolePort: number | undefined
  readonly dataDir: string | undefined
  readonly sample: boolean
  readonly exit: boolean
  readonly synth: boolean
  /** Whether saved sources are reloaded. */
  readonly watch: boolean
  /** Directory of the cloud assembly, relative to the project. */
  readonly assemblyDir: string
  readonly faults: Faults | undefined
  readonly failing: readonly Failing[]
  /** Functions all of whose lines are printed; undefined: warnings and errors only. */
  readonly logs: readonly string[] | undefined
  readonly stage: string
  /** In how many stacks; undefined: as the stage's file says, else one. */
  readonly layout: Layout | undefined
  /** Undefined: as the stage's file says, else `iam`. */
  readonly apiAuth: ApiAuth | undefined
  /** Share of the requests of which a trace is recorded; undefined: as the stage says. */
  readonly traceRatio: number | undefined
  /** Whether functions and services may do only what the template's policies let them. */
  readonly iam: boolean
  /** Whether the mail account is still in the sandbox, as every new one is. */
  readonly ses: SesMode | undefined
  /** Undefined: functions share threads, except with faults. */
  readonly isolation: Isolation | undefined
}

export interface Faults {
  /** The option's value as it was typed. */
  readonly text: string
  readonly rates: FaultRates
  /** The same seed gives the same faults. */
  readonly seed: number
}

export const usage = `Runs the whole pipeline on this machine: the synthesized template, as it is, with nothing mocked and no AWS account.

Usage: npm start -- [options]

  --port N            port of the HTTP API              default 3000, 0 picks a free one
  --endpoint-port N   port of the AWS endpoint          default 4566, 0 picks a free one
  --console-port N    port of the console              default 4577, 0 picks a free one; a free one if it is taken
  --no-console        without the console in the browser
  --data DIR          keep everything on disk in DIR    default: in memory
  --no-sample         without the sample of dev/sample
  --exit              end after the sample: 0 if it reached every consumer and nothing was dead-lettered, else 1
  --no-synth          run the assembly that is there, without synthesizing again, and without reloading
  --no-watch          do not reload what is saved meanwhile
  --assembly DIR      where the template is synthesized default cdk.out
  --faults SPEC       inject faults, e.g. duplicate=0.2,reorder=0.3,crash=0.05,throttle=0.05,partial-put=0.1,timeout=0.02
  --seed N            seed of the faults                default 1
  --fail SPEC         make consumers fail, NAME=0.3 (of its attempts) or NAME=1:permanent (of its messages)
  --logs [NAMES]      print all that these functions log, e.g. payment,relay-of-events; all functions without names
  --stage NAME        stage to synthesize               default dev
  --layout KIND       one stack, or one per service and one of what they share: one or services  default one, or what the stage's file says
  --api-auth KIND     iam, jwt or none                  default: what the stage's file says, else iam; jwt tells customers apart
  --traces [RATIO]    record traces of that share of the requests  default: as the stage says; 1 without a number
  --iam on|off        enforce the template's policies   default on
  --ses KIND          production or sandbox: whom mail may go to  default production
  --isolation KIND    shared or function: whether functions share threads  default shared; function with --faults
  --help              this text
`

/** @throws {UsageError} naming the option and what is allowed. */
export async function parseStartOptions(args: readonly string[]): Promise<StartOptions | 'help'> {
  const values = readOptions(args.map(withoutValue), {
    port: { type: 'string', default: '3000' },
    'endpoint-port': { type: 'string', default: '4566' },
    'console-port': { type: 'string', default: '4577' },
    'no-console': { type: 'boolean' },
    data: { type: 'string' },
    'no-sample': { type: 'boolean' },
    exit: { type: 'boolean' },
    'no-synth': { type: 'boolean' },
    'no-watch': { type: 'boolean' },
    assembly: { type: 'string', default: 'cdk.out' },
    faults: { type: 'string' },
    seed: { type: 'string' },
    fail: { type: 'string' },
    logs: { type: 'string' },
    stage: { type: 'string', default: 'dev' },
    layout: { type: 'string' },
    'api-auth': { type: 'string' },
    traces: { type: 'string' },
    iam: { type: 'string' },
    ses: { type: 'string' },
    isolation: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) return 'help'
  for (const name of ['api-auth', 'layout'] as const) {
    if (values[name] !== undefined && values['no-synth']) {
      throw new UsageError(
        `--${name} has no effect with --no-synth, which runs what was synthesized before. Leave one of them out.`,
      )
    }
  }
  if (values.traces !== undefined && values['no-synth']) {
    throw new UsageError(
      '--traces has no effect with --no-synth, which runs what was synthesized before. Leave one of them out.',
    )
  }
  if (values.exit && values['no-sample']) {
    throw new UsageError('--exit waits for the sample, so it does not go with --no-sample.')
  }
  const apiPort = portNumber('--port', values.port)
  const endpointPort = portNumber('--endpoint-port', values['endpoint-port'])
  assertPortsDiffer(apiPort, endpointPort)
  return {
    apiPort,
    endpointPort,
    consolePort: values['no-console'] || values.exit ? undefined : portNumber('--console-port', values['console-port']),
    dataDir: notEmpty('--data', values.data),
    sample: !values['no-sample'],
    exit: values.exit,
    synth: !values['no-synth'],
    watch: !values['no-watch'] && !values['no-synth'] && !values.exit,
    assemblyDir: notEmpty('--assembly', values.assembly),
    faults: faultsOf(values.faults, values.seed),
    failing: values.fail === undefined ? [] : await failingOf(values.fail),
    logs: values.logs === undefined ? undefined : namesIn('--logs', values.logs),
    stage: notEmpty('--stage', values.stage),
    layout: oneOf('--layout', values.layout, layouts),
    apiAuth: oneOf('--api-auth', values['api-auth'], apiAuths),
    traceRatio: values.traces === undefined ? undefined : share('--traces', values.traces),
    iam: oneOf('--iam', values.iam, ['on', 'off']) !== 'off',
    ses: oneOf('--ses', values.ses, sesModes),
    isolation: oneOf('--isolation', values.isolation, isolations),
  }
}

/** Only this option needs to know the declared consumers, and loading them is a large part of a start. */
const failingOf = async (text: string): Promise<Failing[]> => (await import('./failing.ts')).parseFailing(text)

export const layouts = ['one', 'services'] as const
export type Layout = (typeof layouts)[number]

/** Stands for all functions. */
const ALL = '*'

/** What stands for an option that may stand alone, which the parser of options does not know. */
const alone: Readonly<Record<string, string>> = { '--logs': ALL, '--traces': '1' }

const withoutValue = (arg: string, index: number, args: readonly string[]): string =>
  arg in alone && /^(-.*)?$/.test(args[index + 1] ?? '') ? `${arg}=${alone[arg]}` : arg

/** @returns none for all. @throws {UsageError} where a name is missing, as when a script's variable is unset. */
function namesIn(option: string, text: string): string[] {
  if (text === ALL) return []
  const names = text.split(',').map((name) => name.trim())
  if (!names.includes('')) return names
  throw new UsageError(`${option} is "${text}", allowed are names with commas between them, or nothing at all for all.`)
}

/** @throws {UsageError} */
function share(option: string, text: string): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (number >= 0 && number <= 1) return number
  throw new UsageError(`${option} is "${text}", allowed are numbers from 0 to 1, such as 0.1.`)
}

function faultsOf(text: string | undefined, seed: string | undefined): Faults | undefined {
  if (text === undefined && seed !== undefined) {
    throw new UsageError('--seed says which faults strike, so it needs --faults.')
  }
  if (text === undefined) return undefined
  const rates = readWith('--faults', () => parseFaults(text))
  return { text, rates, seed: wholeNumber('--seed', seed ?? '1', 0) }
}
