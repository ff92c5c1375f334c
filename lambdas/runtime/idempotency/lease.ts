import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { AmbiguousClaim } from '../declarations/consumer.ts'
import { commitEffects } from '../effects/commit.ts'
import type { CommitEnvironment } from '../effects/commit-units.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import { DeferredError, PermanentError, PipelineError, TransientError } from '../errors.ts'
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
}

/** How far the clocks of two functions may be apart, milliseconds. Lambda's are synchronized to well below this. */
export const CLOCK_SKEW_MS = 5000

/**
 * Claim, external effect, complete. For effects that no transaction can hold: an e-mail, a payment provider. A crash
 * between effect and completion repeats the effect, with the same idempotency key; nothing else does.
 */
export const lease = (environment: LeaseEnvironment): IdempotencyWay => ({
  async process(unit) {
    const claimed = await claim(environment, unit.key)
    if (claimed === 'completed') return 'duplicate'
    return runUnderLease(environment, unit, claimed)
  },
})

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
    throw new PermanentError(
      'AMBIGUOUS_CLAIM',
      `An earlier attempt at ${key} has vanished: its external effect may have happened or not. Look, then retry or skip.`,
    )
  }
  return held
}

/** Whether an earlier holder vanished without a word. */
function isAmbiguous(before: LeaseRecord, { owner }: Claim): boolean {
  if (before.expired) return false
  // Our own first try, whose answer was lost, is the one before: look at what that one met.
  const state = before.owner === owner ? before.previousState : before.state
  return state === 'claimed'
}

async function runUnderLease(
  environment: LeaseEnvironment,
  { key, handle }: UnitOfWork,
  held: Held,
): Promise<Processed> {
  try {
    const effects = await handle({ fencingToken: held.fence })
    await commitEffects(environment, effects, [completion(environment, held)])
    return 'processed'
  } catch (error) {
    if (error instanceof LeaseLost) return afterLosing(environment, key, error)
    // Cut off, or without an answer: the effect may still be happening. The lease must run out.
    if (!isOutcomeUnknown(error)) await release(environment, held)
    throw error
  }
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

function afterLosing({ clock }: LeaseEnvironment, key: string, { record, message }: LeaseLost): Processed {
  if (record?.state === 'completed') return 'duplicate'
  if (record?.state === 'claimed') {
    const waitSeconds = Math.max(0, record.claimedUntil - clock.now()) / 1000
    throw new DeferredError('IN_PROGRESS_ELSEWHERE', `${key} is in progress elsewhere.`, waitSeconds)
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
