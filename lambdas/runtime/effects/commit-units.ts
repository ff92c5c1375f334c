import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { TransientError } from '../errors.ts'
import { fullJitter } from '../retry/backoff.ts'
import type { Clock } from '../system/clock.ts'
import type { Ids } from '../system/ids.ts'
import type { Random } from '../system/random.ts'
import { pause, type Timers } from '../system/timers.ts'
import { toError } from '../to-error.ts'
import { CommitAttempts } from './attempt.ts'
import { prepareUnits } from './prepare-units.ts'
import type { StagedWrite } from './staged-write.ts'
import { type CommitUnit, type CommitVerdict, errorOf } from './verdicts.ts'

export interface CommitEnvironment {
  readonly dynamo: DynamoDBClient
  readonly clock: Clock
  readonly timers: Timers
  readonly ids: Ids
  readonly random: Random
}

export interface CommitOptions {
  /** Epoch milliseconds after which no further attempt starts. */
  readonly deadline?: number
  /** Once it is aborted nothing more is sent, because the function has answered its caller. */
  readonly signal?: AbortSignal
}

export interface UnitOutcome {
  /** Absent: committed. */
  readonly error?: Error
  /** Writes left out because what is there is as new or newer. */
  readonly superseded: number
}

export interface CommitReport {
  /** One per unit, in their order. */
  readonly outcomes: readonly UnitOutcome[]
  readonly calls: number
  readonly writeUnits: number
}

/** Contention lasts as long as one transaction of someone else: start at its order of magnitude. */
const contentionDelay = { firstMs: 10, maxMs: 400, attempts: 8 }

/** After so many contended attempts each unit goes alone, so that one hot item does not hold up the others. */
const SHARED_ATTEMPTS = 2

/**
 * Commits each unit all or nothing, all of them in one transaction if possible. A unit whose condition fails is taken out, and the
 * rest is tried again at once; after contention it is tried again after a short random wait. If DynamoDB refuses the call without a
 * reason per write, or an item stays contended, each unit is committed alone, so that one does not hold up the others. Never
 * throws: every unit has its outcome.
 * Precondition: together they fit one transaction and touch no item twice.
 */
export async function commitUnits(
  environment: CommitEnvironment,
  units: readonly CommitUnit[],
  options: CommitOptions = {},
): Promise<CommitReport> {
  const states = units.map(({ writes }): UnitState => ({ writes, superseded: 0, outcome: undefined }))
  const preparing = prepareUnits(states, options.signal)
  if (preparing) await preparing
  const attempts = new CommitAttempts(environment.dynamo, environment.ids, options.signal)
  const total = { calls: 0, writeUnits: 0 }
  let contended = 0
  for (
    let open = states.filter((state) => !state.outcome);
    open.length > 0;
    open = states.filter((state) => !state.outcome)
  ) {
    if (options.signal?.aborted) {
      for (const state of open) state.outcome = { superseded: state.superseded, error: toError(options.signal.reason) }
      break
    }
    // The units may have been carried out together already. With tokens of their own they would be carried out a second time.
    const goAlone = open.length > 1 && contended >= SHARED_ATTEMPTS && !attempts.inDoubt
    const verdicts = goAlone ? undefined : await attempts.make(open)
    if (!verdicts) {
      await commitEachAlone(environment, open, options, total)
      break
    }
    for (const [index, state] of open.entries()) settle(state, verdicts[index]!)
    if (!isContended(verdicts)) continue
    const delay = fullJitter(contentionDelay, contended++, environment.random)
    if (contended >= contentionDelay.attempts || outOfTime(environment.clock, options, delay)) giveUp(open)
    else await pause(environment.timers, delay)
  }
  return {
    calls: total.calls + attempts.calls,
    writeUnits: total.writeUnits + attempts.writeUnits,
    outcomes: states.map((state) => state.outcome ?? { superseded: state.superseded }),
  }
}

/** Also true if no reason was given for any unit, so that we back off instead of spinning. */
const isContended = (verdicts: readonly CommitVerdict[]): boolean =>
  verdicts.some(({ kind }) => kind === 'contended') || verdicts.every(({ kind }) => kind === 'innocent')

interface UnitState extends CommitUnit {
  writes: readonly StagedWrite[]
  superseded: number
  outcome: UnitOutcome | undefined
}

async function commitEachAlone(
  environment: CommitEnvironment,
  open: readonly UnitState[],
  options: CommitOptions,
  total: { calls: number; writeUnits: number },
): Promise<void> {
  const reports = await Promise.all(open.map((state) => commitUnits(environment, [state], options)))
  reports.forEach((report, index) => {
    total.calls += report.calls
    total.writeUnits += report.writeUnits
    const [outcome] = report.outcomes
    const state = open[index]!
    state.outcome = { ...outcome, superseded: state.superseded + (outcome?.superseded ?? 0) }
  })
}

function settle(state: UnitState, verdict: CommitVerdict): void {
  const { superseded } = state
  if (verdict.kind === 'committed') state.outcome = { superseded }
  if (verdict.kind === 'failed') state.outcome = { superseded, error: verdict.error }
  if (verdict.kind !== 'refused') return
  const error = errorOf(verdict.refusals)
  if (error) {
    state.outcome = { superseded, error }
    return
  }
  const refused = new Set(verdict.refusals.map(({ write }) => write))
  state.writes = state.writes.filter((write) => !refused.has(write))
  state.superseded += refused.size
  if (state.writes.length === 0) state.outcome = { superseded: state.superseded }
}

function giveUp(open: readonly UnitState[]): void {
  for (const state of open) {
    state.outcome ??= {
      superseded: state.superseded,
      error: new TransientError('STORE_CONTENDED', 'Other writers kept touching the same items.'),
    }
  }
}

const outOfTime = (clock: Clock, { deadline }: CommitOptions, delay: number): boolean =>
  deadline !== undefined && clock.now() + delay >= deadline
