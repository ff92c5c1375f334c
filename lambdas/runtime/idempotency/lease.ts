import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { AmbiguousClaim } from '../declarations/consumer.ts'
import { commitEffects } from '../effects/commit.ts'
import type { CommitEnvironment } from '../effects/commit-units.ts'
import type { Effects } from '../effects/effects.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import type { CommitUnit } from '../effects/verdicts.ts'
import { DeferredError, PermanentError, PipelineError, TransientError } from '../errors.ts'
import type { GroupCommit } from './group-commit.ts'
import {
  type Claim,
  claimUpdate,
  completeUpdate,
  type LeaseRecord,
  releaseUpdate,
  toLeaseRecord,
} from './lease-record.ts'
import { isOutcomeUnknown } from './outcome-unknown.ts'
import type { IdempotencyWay, Processed, UnitOfWork } from './way.ts'

export interface LeaseEnvironment extends CommitEnvironment {
  readonly processedTable: string
  readonly ttlSeconds: number
  /** Epoch milliseconds at which Lambda ends this function. */
  readonly functionEnd: number
  readonly ambiguousClaim: AmbiguousClaim
  readonly groupCommit: GroupCommit
}

/** How far the clocks of two functions may be apart, milliseconds. Lambda's are synchronized to well below this. */
export const CLOCK_SKEW_MS = 5000

/**
 * Claim, external effect, complete. For effects that no transaction can hold: an e-mail, a payment provider. What comes
 * between effect and completion repeats the effect, with the same idempotency key: a crash, a cut-off, a staged write that is
 * refused, an error that the handler throws although it has happened.
 * Completions with effects of their own share transactions with others of the batch.
 */
export const lease = (environment: LeaseEnvironment): IdempotencyWay => ({
  async process(unit) {
    const progress: Progress = {}
    try {
      await environment.groupCommit.commit(() => claimAndHandle(environment, unit, progress))
      return progress.held ? 'processed' : 'duplicate'
    } catch (error) {
      if (!progress.held) throw error
      if (error instanceof LeaseLost) return afterLosing(environment, progress.held, error)
      // Cut off, or without an answer: the effect may still be happening. The lease must run out.
      if (isOutcomeUnknown(error)) throw error
      await release(environment, progress.held)
      // The effect has happened, what belongs to it was refused: the next attempt would repeat it.
      if (progress.effects && environment.ambiguousClaim === 'dead-letter') throw ambiguous(unit.key, error)
      throw error
    }
  },
})

/** How far one unit has come. What has been done outside is not done again when its commit has to be prepared again. */
interface Progress {
  held?: Held
  effects?: Effects
}

async function claimAndHandle(
  environment: LeaseEnvironment,
  { key, handle }: UnitOfWork,
  progress: Progress,
): Promise<CommitUnit> {
  if (!progress.held) {
    const claimed = await claim(environment, key)
    if (claimed === 'completed') return nothing
    progress.held = claimed
  }
  progress.effects ??= await handle({ fencingToken: progress.held.fence })
  const last = completion(environment, progress.held)
  const { writes } = progress.effects
  if (writes.length > 0) return { writes: [last, ...writes] }
  // Sharing a transaction would double the price of a single write.
  await commitEffects(environment, { writes: [last] })
  return nothing
}

const nothing: CommitUnit = { writes: [] }

interface Held {
  readonly claim: Claim
  readonly fence: number
}

/** @throws {DeferredError} while someone else holds it. @throws {PermanentError} for an ambiguous claim, if so declared. */
async function claim(environment: LeaseEnvironment, key: string): Promise<Held | 'completed'> {
  const { clock, dynamo, ids, functionEnd, processedTable, ttlSeconds, random } = environment
  const now = clock.now()
  const wanted: Claim = { key, owner: ids.next('claim'), now, until: functionEnd + CLOCK_SKEW_MS, ttlSeconds }
  let before: LeaseRecord | undefined
  try {
    const { Attributes } = await dynamo.send(new UpdateItemCommand(claimUpdate(processedTable, wanted)))
    before = Attributes && toLeaseRecord(Attributes, now)
  } catch (error) {
    const current = refusedBy(error)
    if (!current) throw error
    const record = toLeaseRecord(current, now)
    if (record.state === 'completed') return 'completed'
    const waitMilliseconds = record.claimedUntil - now + random() * CLOCK_SKEW_MS
    throw new DeferredError('IN_PROGRESS_ELSEWHERE', `${key} is in progress elsewhere.`, waitMilliseconds / 1000)
  }
  const held = { claim: wanted, fence: (before?.fence ?? 0) + 1 }
  if (environment.ambiguousClaim === 'dead-letter' && before && isAmbiguous(before, wanted)) {
    await release(environment, held)
    throw ambiguous(key)
  }
  return held
}

/** Released before, so that whoever has looked can retry it. */
function ambiguous(key: string, cause?: unknown): PermanentError {
  const what = cause ? 'An attempt could not complete' : 'An earlier attempt has vanished'
  const message = `${what} (${key}): its external effect may have happened or not. Look, then retry or skip.`
  return new PermanentError('AMBIGUOUS_CLAIM', message, { cause })
}

/** Whether an earlier holder vanished without a word. */
function isAmbiguous(before: LeaseRecord, { owner }: Claim): boolean {
  if (before.expired) return false
  // Our own first try, whose answer was lost, is the one before: look at what that one met.
  const state = before.owner === owner ? before.previousState : before.state
  return state === 'claimed'
}

function completion({ processedTable, clock }: LeaseEnvironment, { claim, fence }: Held): StagedWrite {
  return {
    key: JSON.stringify([processedTable, { S: claim.key }, undefined]),
    item: { Update: completeUpdate(processedTable, claim, fence, clock.now()) },
    onConditionFailed: (current) => new LeaseLost(current && toLeaseRecord(current, clock.now())),
  }
}

/** Someone else took over, because this lease had run out before its holder was done. */
class LeaseLost extends PipelineError {
  override readonly name: string = 'LeaseLost'
  readonly record: LeaseRecord | undefined
  constructor(record: LeaseRecord | undefined) {
    super('LEASE_LOST', 'The lease ran out before its holder was done, and someone else took over.')
    this.record = record
  }
}

function afterLosing({ clock }: LeaseEnvironment, { claim }: Held, { record, message }: LeaseLost): Processed {
  // By this very claim: the answer of the try that did it was lost.
  if (record?.state === 'completed') return record.owner === claim.owner ? 'processed' : 'duplicate'
  if (record?.state === 'claimed') {
    const waitSeconds = Math.max(0, record.claimedUntil - clock.now()) / 1000
    throw new DeferredError('IN_PROGRESS_ELSEWHERE', `${claim.key} is in progress elsewhere.`, waitSeconds)
  }
  throw new TransientError('LEASE_LOST', message)
}

/** Best effort: if it fails, the lease runs out by itself. */
async function release({ dynamo, processedTable }: LeaseEnvironment, { claim, fence }: Held): Promise<void> {
  await dynamo.send(new UpdateItemCommand(releaseUpdate(processedTable, claim, fence))).catch(() => {})
}

function refusedBy(error: unknown) {
  if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') return undefined
  return (error as Error & { Item?: Parameters<typeof toLeaseRecord>[0] }).Item
}
