import type { AmbiguousClaim } from '../declarations/consumer.ts'
import { commitEffects } from '../effects/commit.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import type { CommitUnit } from '../effects/verdicts.ts'
import { DeferredError, PermanentError, PipelineError, TransientError } from '../errors.ts'
import type { GroupCommit } from './group-commit.ts'
import { completeUpdate, type LeaseRecord, toLeaseRecord } from './lease-record.ts'
import { isOutcomeUnknown } from './outcome-unknown.ts'
import { type Begun, Progress } from './progress.ts'
import type { IdempotencyStrategy, ProcessingResult, UnitOfWork } from './strategy.ts'
import { type Held, type LeasingEnvironment, release, takeLease } from './take-lease.ts'

export interface LeaseEnvironment extends LeasingEnvironment {
  readonly ambiguousClaim: AmbiguousClaim
  readonly groupCommit: GroupCommit
}

/**
 * Claim, external effect, complete. What the handler does outside as a step is put on record when it could not be completed,
 * and is not repeated because of what fails behind it. What still comes between effect and completion, or between effect and
 * record, repeats the effect, with the same idempotency key: a crash, a cut-off while it is under way, a store that takes
 * neither. An effect outside of any step is repeated by each of these, and by a staged write that is refused, and by an error
 * that the handler throws although it has happened.
 * Completions with effects of their own share transactions with others of the batch.
 */
export const lease = (environment: LeaseEnvironment): IdempotencyStrategy => ({
  async process(unit) {
    const progress = new Progress(environment)
    try {
      await environment.groupCommit.commit(() => claimAndHandle(environment, unit, progress))
      return progress.held ? 'processed' : 'duplicate'
    } catch (error) {
      if (!progress.held) throw error
      if (error instanceof LeaseLost) return afterLosing(environment, progress.held, error)
      // The handler was cut off, or the commit has not answered, so effect or commit may still happen. The lease has to run out by
      // itself.
      if (isOutcomeUnknown(error)) {
        await progress.keep()
        throw error
      }
      const isOnRecord = await progress.giveBack()
      // The outside effect has happened, but its staged writes were refused; the next attempt would repeat the effect.
      if (progress.effects && !isOnRecord && environment.ambiguousClaim === 'dead-letter') {
        throw ambiguous(unit.key, error)
      }
      throw error
    } finally {
      progress.end()
    }
  },
})

async function claimAndHandle(
  environment: LeaseEnvironment,
  { key, handle }: UnitOfWork,
  progress: Progress,
): Promise<CommitUnit> {
  if (!progress.held) {
    const claimed = await claim(environment, key)
    if (claimed === 'completed') return nothing
    progress.begin(claimed)
  }
  const { held, steps } = progress as Begun
  progress.effects ??= progress.handled(await handle({ fencingToken: held.fence, step: steps.run }))
  const last = completion(environment, held)
  const { writes } = progress.effects
  if (writes.length > 0) return { writes: [last, ...writes] }
  // Sharing a transaction would double the price of a single write.
  await commitEffects(environment, { writes: [last] })
  return nothing
}

const nothing: CommitUnit = { writes: [] }

/** @throws {DeferredError} while someone else holds it. @throws {PermanentError} for an ambiguous claim, if so declared. */
async function claim(environment: LeaseEnvironment, key: string): Promise<Held | 'completed'> {
  const held = await takeLease(environment, key)
  if (held === 'completed') return held
  const hasVanished = held.tookOverFrom === 'claimed' && !held.done?.handled
  if (environment.ambiguousClaim === 'dead-letter' && hasVanished) {
    await release(environment, held)
    throw ambiguous(key)
  }
  return held
}

/** The lease is given back first, so that a person can have the message tried again after looking into it. */
function ambiguous(key: string, cause?: unknown): PermanentError {
  const what = cause ? 'An attempt could not complete' : 'An earlier attempt has vanished'
  const message = `${what} (${key}): its external effect may have happened or not. Look, then retry or skip.`
  return new PermanentError('AMBIGUOUS_CLAIM', message, { cause })
}

function completion({ processedTable, clock }: LeaseEnvironment, { claim, fence }: Held): StagedWrite {
  return {
    key: JSON.stringify([processedTable, { S: claim.key }, undefined]),
    item: { Update: completeUpdate(processedTable, claim, fence, clock.now()) },
    onConditionFailed: (current) => new LeaseLost(current && toLeaseRecord(current, clock.now())),
    isOwn: (current) => current.state?.S === 'completed' && current.owner?.S === claim.owner,
  }
}

/** The error for a holder whose lease had run out before it was done, so that another holder has taken over. */
class LeaseLost extends PipelineError {
  override readonly name: string = 'LeaseLost'
  readonly record: LeaseRecord | undefined
  constructor(record: LeaseRecord | undefined) {
    super('LEASE_LOST', 'The lease ran out before its holder was done, and someone else took over.')
    this.record = record
  }
}

function afterLosing({ clock }: LeaseEnvironment, { claim }: Held, { record, message }: LeaseLost): ProcessingResult {
  // It was completed by this very claim, in a try whose answer was lost.
  if (record?.state === 'completed') return record.owner === claim.owner ? 'processed' : 'duplicate'
  if (record?.state === 'claimed') {
    const waitSeconds = Math.max(0, record.claimedUntil - clock.now()) / 1000
    throw new DeferredError('IN_PROGRESS_ELSEWHERE', `${claim.key} is in progress elsewhere.`, waitSeconds)
  }
  throw new TransientError('LEASE_LOST', message)
}
