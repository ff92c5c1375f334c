import { TransientError } from '../errors.ts'
import type { HistoryAnswer } from '../history/message-history.ts'
import type { Delivery, Message } from '../messages/message.ts'
import type { DecodedDelivery, Outcome } from '../messages/outcome.ts'
import type { ParkingAnswer } from '../parking/parking.ts'
import { isWakeUp } from '../parking/wake-up.ts'
import type { Failure } from './failures.ts'
import { groupOf } from './group.ts'
import type { Invocation } from './invocation.ts'
import { assertNotPoisonous, watched } from './poison-messages.ts'
import { handleMessage, idempotencyKey, leavesMarkers } from './process-message.ts'
import { returned } from './returned.ts'

/** Facts that the handling of one batch shares: what is known of its messages from before, and of each other. */
export interface BatchMemory {
  readonly earlier: HistoryAnswer
  /** SQS message ids that `earlier` answers for. */
  readonly lookedUp: ReadonlySet<string>
  /** What was held of these aggregates when the batch began. */
  readonly parked: ParkingAnswer
  /** By aggregate: the position of an event of this batch that was given up meanwhile. */
  readonly heldMeanwhile: Map<string, number>
  /** By idempotency key: copies of one event within the batch share the outcome of the first. */
  readonly firstOfKey: Map<string, Promise<Outcome>>
}

/** Brings one message to its outcome. Never throws. */
export async function settleMessage(
  invocation: Invocation,
  memory: BatchMemory,
  { delivery, message, error }: DecodedDelivery,
): Promise<Outcome> {
  if (!message) {
    const parked = await parkedBehind(invocation, memory, delivery, message)
    return parked ?? fail(invocation, memory, { delivery, message, earlier: undefined, thrown: error })
  }
  const key = idempotencyKey(invocation.declaration, message)
  const first = memory.firstOfKey.get(key)
  if (first) {
    const outcome = await first
    // A copy is a duplicate only if the event is done. Where it has died, is parked or is lost, so is the copy: told as a duplicate, that
    // would close the event's record as a dead letter, and say that it took effect before what it waits behind.
    return outcome.kind === 'processed' ? { kind: 'duplicate' } : outcome
  }
  const outcome = settle(invocation, memory, delivery, message, key)
  memory.firstOfKey.set(key, outcome)
  return outcome
}

/** From 1: one more than the failures before. Unknown for a redelivered message that was not looked up. */
export function attemptOf({ earlier, lookedUp }: BatchMemory, delivery: Delivery): number | undefined {
  const { messageId, receiveCount } = delivery
  if (lookedUp.has(messageId)) return (earlier.attemptsOf(messageId)?.failures ?? 0) + 1
  return receiveCount === 1 ? 1 : undefined
}

/** Decides about a failure. The code for it is loaded with the first failure, so that a cold start goes without it. */
async function fail(invocation: Invocation, memory: BatchMemory, failure: Failure): Promise<Outcome> {
  // The function has answered, so the message comes again, and the function that gets it then decides.
  if (invocation.deadline.lastCallSignal.aborted) return returned(invocation, failure.delivery)
  const outcome = await (await import('./failures.ts')).fail(invocation, failure)
  if (invocation.parking && invocation.declaration.onDeadLetter === 'hold' && outcome.kind === 'dead-lettered') {
    const { parkable } = await import('./parkable.ts')
    const { group, position = 0 } = parkable(failure.delivery, failure.message) ?? {}
    if (group !== undefined)
      memory.heldMeanwhile.set(group, Math.min(position, memory.heldMeanwhile.get(group) ?? position))
  }
  return outcome
}

/** Not async, so that a message that is not behind another one, as nearly all are, does not wait for a promise here. */
function mayBeBehind({ parked, heldMeanwhile }: BatchMemory, delivery: Delivery): boolean {
  const group = groupOf(delivery)
  return parked.holdOf(group) !== undefined || heldMeanwhile.has(group)
}

/** Parks an event that comes behind a given-up one of its aggregate. @returns nothing if the event may run. */
async function parkedBehind(
  invocation: Invocation,
  { parked, heldMeanwhile }: BatchMemory,
  delivery: Delivery,
  message: Message | undefined,
): Promise<Outcome | undefined> {
  const { parking } = invocation
  const group = groupOf(delivery)
  const known = parked.holdOf(group)
  const diedAt = heldMeanwhile.get(group)
  if (!parking || (known === undefined && diedAt === undefined)) return undefined
  const { parkIfBehind } = await import('./park-message.ts')
  return parkIfBehind({ ...invocation, parking }, known, diedAt, delivery, message)
}

export function decodeDelivery({ decode, parking }: Invocation, delivery: Delivery): DecodedDelivery {
  if (parking && isWakeUp(delivery.body)) return { delivery, isWakeUp: true }
  try {
    return { delivery, message: decode(delivery.body) }
  } catch (error) {
    return { delivery, error }
  }
}

async function settle(
  invocation: Invocation,
  memory: BatchMemory,
  delivery: Delivery,
  message: Message,
  key: string,
): Promise<Outcome> {
  if (memory.earlier.isProcessed(key) || memory.parked.isSettled(key)) return { kind: 'duplicate' }
  const parked = mayBeBehind(memory, delivery) && (await parkedBehind(invocation, memory, delivery, message))
  if (parked) return parked
  const attempts = memory.earlier.attemptsOf(delivery.messageId)
  try {
    if (!invocation.deadline.leavesTime()) return outOfTime(invocation, delivery)
    assertNotPoisonous(invocation, delivery, attempts)
    // Without markers it is the receive count, also from the third receive on, when failures are read: one that only waited has none, and its
    // handler would be told of a first attempt again.
    const attempt = (leavesMarkers(invocation.declaration) && attemptOf(memory, delivery)) || delivery.receiveCount
    await invocation.health.admit(delivery, message.type)
    const handle = () => handleMessage(invocation, message, attempt)
    const outcome = await watched(invocation, delivery, attempts, handle)
    await invocation.health[outcome.kind === 'processed' ? 'passed' : 'undecided'](delivery, message.type)
    return outcome
  } catch (thrown) {
    return await fail(invocation, memory, { delivery, message, earlier: attempts, thrown })
  } finally {
    invocation.health.ended(delivery, message.type)
  }
}

/**
 * The outcome of a message for which no time was left. With delivery at most once it has been deleted from the queue already, so
 * it is lost.
 */
const outOfTime = (invocation: Invocation, delivery: Delivery): Outcome =>
  invocation.declaration.delivery === 'at-most-once'
    ? { kind: 'dropped', error: new TransientError('NO_TIME_LEFT', 'There was no time left to start it.') }
    : returned(invocation, delivery)
