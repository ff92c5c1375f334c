import { UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import type { CommitEnvironment } from '../effects/commit-units.ts'
import { DeferredError } from '../errors.ts'
import { fullJitter } from '../retry/backoff.ts'
import { isContention, leavesDoubt } from '../sdk-failure.ts'
import { pause } from '../system/timers.ts'
import { toError } from '../to-error.ts'
import {
  claimUpdate,
  type Done,
  type LeaseClaim,
  type LeaseState,
  releaseUpdate,
  stepsUpdate,
  toLeaseRecord,
} from './lease-record.ts'

export interface LeasingEnvironment extends CommitEnvironment {
  readonly processedTable: string
  readonly ttlSeconds: number
  /** Epoch milliseconds at which Lambda ends this function. */
  readonly functionEnd: number
}

/** How far the clocks of two functions may be apart, milliseconds. Lambda's are synchronized to well below this. */
export const CLOCK_SKEW_MS = 5000

export interface Held {
  readonly claim: LeaseClaim
  readonly fence: number
  /** State of the record before this claim; undefined for a first claim. `claimed`: an earlier holder ended without reporting an outcome. */
  readonly tookOverFrom: LeaseState | undefined
  /** What earlier holders have done outside. */
  readonly done: Done | undefined
}

/** A table that throttles is asked again, under the same claim: what an attempt has taken, the next one finds as its own. */
const throttled = { firstMs: 10, maxMs: 400, attempts: 6 }

/** @throws {DeferredError} while someone else holds it; what the SDK throws when the store does not answer. */
export async function takeLease(environment: LeasingEnvironment, key: string): Promise<Held | 'completed'> {
  const { clock, ids, functionEnd, ttlSeconds } = environment
  const until = functionEnd + CLOCK_SKEW_MS
  const claim: LeaseClaim = { key, owner: ids.next('claim'), now: clock.now(), until, ttlSeconds }
  let inDoubt = false
  try {
    return await untilNotThrottled(environment, () =>
      send(environment, claim).catch((error: unknown) => {
        inDoubt ||= !(error instanceof DeferredError) && leavesDoubt(toError(error))
        throw error
      }),
    )
  } catch (error) {
    // The lease may have been taken without an answer. If it were not given back, it would look like that of a holder which has
    // died.
    if (inDoubt) {
      const { giveBackUntouched } = await import('./give-back.ts')
      await giveBackUntouched(environment.processedTable, claim, (update) => bestEffort(environment, update))
    }
    throw error
  }
}

async function untilNotThrottled<Result>(
  { clock, timers, random, functionEnd }: LeasingEnvironment,
  call: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (thrown) {
      const mayTryAgain = attempt < throttled.attempts && clock.now() < functionEnd
      if (!mayTryAgain || !isContention(toError(thrown).name)) throw thrown
      await pause(timers, fullJitter(throttled, attempt - 1, random))
    }
  }
}

async function send(
  { dynamo, processedTable, random }: LeasingEnvironment,
  claim: LeaseClaim,
): Promise<Held | 'completed'> {
  const { key, owner, now } = claim
  try {
    const { Attributes } = await dynamo.send(new UpdateItemCommand(claimUpdate(processedTable, claim)))
    const before = Attributes && toLeaseRecord(Attributes, now)
    const tookOverFrom = before?.expired ? undefined : before?.state
    return { claim, fence: (before?.fence ?? 0) + 1, tookOverFrom, done: before?.done }
  } catch (error) {
    const current = refusedBy(error)
    if (!current) throw error
    const record = toLeaseRecord(current, now)
    if (record.state === 'completed') return 'completed'
    // It was taken by this very claim, in an attempt whose answer was lost.
    if (record.owner === owner)
      return { claim, fence: record.fence, tookOverFrom: record.previousState, done: record.done }
    const waitMs = record.claimedUntil - now + random() * CLOCK_SKEW_MS
    throw new DeferredError('IN_PROGRESS_ELSEWHERE', `${key} is in progress elsewhere.`, waitMs / 1000)
  }
}

/**
 * Gives the lease back. If that fails, the lease runs out by itself, and the next attempt takes its holder for one that has
 * vanished.
 * @param done what has been done outside.
 * @returns whether it is given back, and that on record.
 */
export const release = (
  environment: LeasingEnvironment,
  { claim }: Pick<Held, 'claim'>,
  done?: Done,
): Promise<boolean> => bestEffort(environment, releaseUpdate(environment.processedTable, claim, done))

/** Best effort, like {@link release}, while the lease goes on. @returns whether it is on record. */
export const keepSteps = (
  environment: LeasingEnvironment,
  { claim }: Pick<Held, 'claim'>,
  done: Done,
): Promise<boolean> => bestEffort(environment, stepsUpdate(environment.processedTable, claim, done))

function bestEffort(environment: LeasingEnvironment, update: UpdateItemCommandInput): Promise<boolean> {
  const send = () => environment.dynamo.send(new UpdateItemCommand(update))
  return untilNotThrottled(environment, send).then(
    () => true,
    () => false,
  )
}

function refusedBy(error: unknown) {
  if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') return undefined
  return (error as Error & { Item?: Parameters<typeof toLeaseRecord>[0] }).Item
}
