import { type FaultRates, type Outage, parseFaults, parseOutages } from '../../local/faults/index.ts'
import { type Isolation, isolations } from '../../local/lambda/index.ts'
import { notEmpty, oneOf, readOptions, readWith, wholeNumber } from '../../local/usage/options.ts'
import { UsageError } from '../../local/usage/usage-error.ts'
import { type Failing, parseFailing } from '../failing.ts'
import { outageOf } from './outage.ts'

/** What differs between the runs of several seeds. */
export interface SoakRun {
  readonly seed: number
  /** Begin with the first order. */
  readonly outages: readonly Outage[]
}

/** With the seed and the outages of its first run. */
export interface SoakOptions extends SoakRun {
  readonly orders: number
  readonly runs: readonly SoakRun[]
  /** Money and stock for about half of the orders, and every kind of outcome must occur. */
  readonly scarce: boolean
  /** The faults as they were typed. */
  readonly faults: string
  readonly rates: FaultRates
  readonly isolation: Isolation
  readonly poison: number
  /** Part of the valid events that ordered consumers refuse until all is placed, 0 to 1. */
  readonly refuse: number
  /** Consumers that fail until all is placed; an operator retries what has died of it then. */
  readonly failing: readonly Failing[]
  /** Part of that operator's commands that are killed, 0 to 0.9. */
  readonly operatorKills: number
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

/** Differs from the assembly that `npm start` runs: it also has the witness of the order. */
export const ASSEMBLY = 'cdk.out.soak'

const FAULTS_WITHOUT_STOPS =
  'duplicate=0.2,reorder=0.3,throttle=0.05,partial-put=0.1,stale-index=0.1,stream-reorder=0.1,lost=0.02,lost-throttled=0.01,slow=0.002'

/** A stop ends a thread with every function that is loaded in it, so where functions share threads, none is stopped unless it is asked for. */
const defaultFaults: Readonly<Record<Isolation, string>> = {
  function: `${FAULTS_WITHOUT_STOPS},crash=0.01,timeout=0.005`,
  shared: FAULTS_WITHOUT_STOPS,
}

export const usage = `Runs orders through the whole pipeline under injected faults, then checks that every promise was kept.

Usage: npm run soak -- [options]

  --orders N        orders to place                     default 1000
  --seed N          seed of faults and workload         default 1; the same seed gives the same faults
  --seeds SPEC      several seeds, one run after the other, such as 1-5 or 1,3,7
  --scarce          money and stock for about half of the orders; fails unless every kind of outcome occurs
  --at-once         all orders at the same time, instead of --width at a time
  --isolation KIND  function or shared: whether each function has threads of its own, or they share some, as with npm start
                    default function
  --faults SPEC     kinds and probabilities, or none    default ${defaultFaults.function};
                    with --isolation shared the same without crash and timeout, which stop a thread
  --outage SPEC     what is away, and for how long, from the first order on, such as scheduler=90s,checkout=2m, or none
                    default: something for 45s, by the seed
  --poison N        malformed messages put into queues  default 10
  --refuse SHARE    valid events that ordered consumers refuse until all orders are placed, 0 to 0.5, while two operators
                    release what is held at random moments    default 0.05
  --fail SPEC       consumers that fail until all orders are placed, such as payment=0.2:permanent,notification=0.3:permanent, or
                    none; then an operator retries everything dead with the tools, until nothing is left    default none
  --operator-kills SHARE   commands of that operator that are killed at a random call of AWS, 0 to 0.9    default 0.5
  --width N         concurrent callers                  default 8
  --timeout N       seconds until it must have settled  default 900
  --record-faults FILE   write every decision about a fault, struck or not
  --compare-faults FILE  compare with what a run with the same seed recorded; fails where they differ
  --no-synth        run the ${ASSEMBLY} that is there
  --verbose         print the functions' warnings and errors
  --help            this text

Exit code 0 if every invariant held, 1 if one was broken or the pipeline did not settle.
`

/** @throws {UsageError} naming the option and what is allowed. */
export function parseSoakOptions(args: readonly string[]): SoakOptions | 'help' {
  const values = readOptions(args, {
    orders: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    seeds: { type: 'string' },
    isolation: { type: 'string' },
    faults: { type: 'string' },
    outage: { type: 'string' },
    poison: { type: 'string', default: '10' },
    refuse: { type: 'string', default: '0.05' },
    fail: { type: 'string', default: 'none' },
    'operator-kills': { type: 'string' },
    width: { type: 'string' },
    timeout: { type: 'string', default: '900' },
    scarce: { type: 'boolean' },
    'at-once': { type: 'boolean' },
    'record-faults': { type: 'string' },
    'compare-faults': { type: 'string' },
    'no-synth': { type: 'boolean' },
    verbose: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) return 'help'
  if (values['at-once'] && values.width !== undefined) {
    throw new UsageError('--at-once places all orders at the same time, so --width does not go with it.')
  }
  const orders = wholeNumber('--orders', values.orders, 1, MAX_ORDERS)
  if (values.seed !== undefined && values.seeds !== undefined) {
    throw new UsageError('--seed is for one run and --seeds for several: give one of them.')
  }
  const seeds = values.seeds === undefined ? [wholeNumber('--seed', values.seed ?? '1', 1)] : seedsOf(values.seeds)
  if (seeds.length > 1 && (values['record-faults'] !== undefined || values['compare-faults'] !== undefined)) {
    throw new UsageError('--record-faults and --compare-faults are about one run: give one --seed.')
  }
  const isolation = oneOf('--isolation', values.isolation, isolations) ?? 'function'
  const faults = values.faults ?? defaultFaults[isolation]
  const timeoutSeconds = wholeNumber('--timeout', values.timeout, 1, MAX_SECONDS)
  const runs = seeds.map((seed) => ({ seed, outages: outagesOf(values.outage, seed) }))
  const failing = values.fail === 'none' ? [] : parseFailing(values.fail)
  if (failing.length === 0 && values['operator-kills'] !== undefined) {
    throw new UsageError('--operator-kills needs --fail: there is an operator only when consumers have failed.')
  }
  if (values.outage !== undefined) for (const { outages } of runs) assertOutlived(outages, timeoutSeconds)
  return {
    orders,
    ...runs[0]!,
    runs,
    faults,
    rates: faults === 'none' ? {} : readWith('--faults', () => parseFaults(faults)),
    isolation,
    poison: wholeNumber('--poison', values.poison, 0, MAX_ORDERS),
    refuse: shareOf('--refuse', values.refuse, MOST_REFUSED),
    failing,
    operatorKills: shareOf('--operator-kills', values['operator-kills'] ?? '0.5', MOST_KILLED),
    scarce: values.scarce,
    width: values['at-once'] ? orders : wholeNumber('--width', values.width ?? '8', 1, MAX_ORDERS),
    timeoutSeconds,
    synth: !values['no-synth'],
    verbose: values.verbose,
    recordFaults: notEmpty('--record-faults', values['record-faults']),
    compareFaults: notEmpty('--compare-faults', values['compare-faults']),
  }
}

/** More would be a systemic failure, of which types are held instead of aggregates. */
const MOST_REFUSED = 0.5

/** An operator whose every command is killed would never end. */
const MOST_KILLED = 0.9

function shareOf(option: string, text: string, most: number): number {
  const share = /^(0|1)(\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN
  if (share >= 0 && share <= most) return share
  throw new UsageError(`${option} is "${text}", not a number from 0 to ${most} such as 0.05.`)
}

/** More take longer than a day. */
const MOST_SEEDS = 100

/** `1-5`, or seeds with commas between them. @throws {UsageError} */
function seedsOf(text: string): readonly number[] {
  const [, first, last] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? []
  const seeds =
    first === undefined || last === undefined
      ? text.split(',').map((seed) => wholeNumber('--seeds', seed, 1))
      : Array.from(
          { length: Math.max(0, Math.min(MOST_SEEDS, Number(last) - Number(first)) + 1) },
          (_, index) => Number(first) + index,
        )
  if (seeds.length > 0 && seeds.length <= MOST_SEEDS && seeds.every((seed) => seed > 0)) return seeds
  throw new UsageError(`--seeds is "${text}": give 1 to ${MOST_SEEDS} of them, such as 1-5 or 1,3,7.`)
}

function outagesOf(text: string | undefined, seed: number): readonly Outage[] {
  if (text === undefined) return [outageOf(seed)]
  return text === 'none' ? [] : readWith('--outage', () => parseOutages(text))
}

/** A run that gives up while something is away could only fail. */
function assertOutlived(outages: readonly Outage[], timeoutSeconds: number): void {
  const longest = outages.find(({ milliseconds }) => milliseconds >= timeoutSeconds * 1_000)
  if (longest === undefined) return
  const { target, milliseconds } = longest
  const message = `--outage has ${target} away for ${milliseconds / 1_000} s, and --timeout gives up after ${timeoutSeconds} s.`
  throw new UsageError(`${message} Give more time.`)
}

/** More is a slip of the hand: they would not fit into memory. */
const MAX_ORDERS = 10_000_000

/** A timer of JavaScript takes no longer time: beyond 24 days it would strike at once. */
const MAX_SECONDS = 2_000_000
