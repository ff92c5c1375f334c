import { TransientError } from '../errors.ts'
import { type HistoryQuestion, nothingKnown } from '../history/message-history.ts'
import type { Delivery } from '../messages/message.ts'
import { type DecodedDelivery, isSettled, type Outcome, type SettledDelivery } from '../messages/outcome.ts'
import { type BroughtAlong, nothingHeld } from '../parking/parking.ts'
import type { Batch } from './batch.ts'
import type { Invocation } from './invocation.ts'
import { isWatched } from './poison-messages.ts'
import { idempotencyKey, leavesMarkers } from './process-message.ts'
import { returned } from './returned.ts'
import { attemptOf, type BatchMemory, decodeDelivery, settleMessage } from './settle-message.ts'

/**
 * Messages of a large batch that are handled at the same time; the rest waits for its turn. What has not begun when time runs out
 * goes back without having spent an attempt.
 */
const MOST_SIDE_BY_SIDE = 1000

/** Brings each message of a batch to its outcome. Never throws: a failure concerns its own message only. */
export async function processBatch(
  invocation: Invocation,
  deliveries: readonly Delivery[],
): Promise<SettledDelivery[]> {
  const received = deliveries.map((delivery) => decodeDelivery(invocation, delivery))
  const isPaused = isConsumerPaused(invocation)
  const { broughtAlong, ...known } = await lookUpEarlier(invocation, received)
  const { parking } = invocation
  // If nothing of the consumer is held, it reads the table once a second at most, however many batches come.
  const needsLook = parking !== undefined && (broughtAlong !== undefined || !parking.isQuiet())
  const parked = needsLook
    ? await (await import('./look-at-parked.ts')).lookAtParked(invocation, parking, received, broughtAlong)
    : nothingHeld
  const memory = { ...known, parked: parked ?? nothingHeld, heldMeanwhile: new Map(), firstOfKey: new Map() }
  const batch: Batch = { invocation, memory, results: new Map(), released: [] }
  const paused = await isPaused
  if (paused || !parked) {
    const { giveBack } = await import('./give-back.ts')
    for (const one of received) note(batch, one, giveBack(invocation, one.delivery, paused))
    return deliveries.map((delivery) => batch.results.get(delivery)!)
  }
  const isAcknowledgedFirst = invocation.declaration.delivery === 'at-most-once'
  const mayRun = isAcknowledgedFirst
    ? await (await import('./acknowledge-first.ts')).acknowledgeFirst(invocation, received)
    : new Set(received)
  for (const one of received) if (!mayRun.has(one)) note(batch, one, returned(invocation, one.delivery))
  const groups = inOrder(invocation, [...mayRun])
  const isLast = mayTakeOthersAlong(batch)
  const ordinary = groups.filter((group) => !isLast(group))
  for (let from = 0; from < ordinary.length; from += MOST_SIDE_BY_SIDE) {
    await Promise.all(ordinary.slice(from, from + MOST_SIDE_BY_SIDE).map((group) => processGroup(batch, group)))
  }
  if (ordinary.length < groups.length) {
    await (await import('./process-last.ts')).processLast(batch, groups.filter(isLast), processGroup)
  }
  return [...batch.released, ...deliveries.map((delivery) => batch.results.get(delivery)!)]
}

/**
 * Whether an operator has paused the consumer, and messages are delivered to it nevertheless. Without an answer in time it goes on
 * as if it were not paused.
 */
const isConsumerPaused = async ({ isPaused, deadline }: Invocation): Promise<boolean> =>
  isPaused !== undefined && Promise.race([isPaused(), deadline.over]).catch(() => false)

/**
 * Looks up what is on record of messages that are delivered again. A first delivery is not looked up: the conditional write of its
 * commit finds out whether it is a copy. If the lookup fails, nothing is lost, because it only saves work.
 */
async function lookUpEarlier(
  { history, declaration, deadline, parking, clock }: Invocation,
  received: readonly DecodedDelivery[],
): Promise<Pick<BatchMemory, 'earlier' | 'lookedUp'> & { readonly broughtAlong?: BroughtAlong }> {
  const questions = received.flatMap(({ delivery, message }): HistoryQuestion[] => {
    const { messageId, receiveCount } = delivery
    if (!message || receiveCount === 1) return []
    if (leavesMarkers(declaration)) return [{ messageId, idempotencyKey: idempotencyKey(declaration, message) }]
    // An ordered consumer has to know whether the message was given up before, and reads what is held in the same call. Another one without
    // markers asks from the third receive on: the record of a message that died at its first and is done at its second stays open.
    return parking !== undefined || isWatched(delivery, undefined) ? [{ messageId }] : []
  })
  const nothing = { earlier: nothingKnown, lookedUp: new Set<string>() }
  if (questions.length === 0) return nothing
  const lookedUp = new Set(questions.map(({ messageId }) => messageId))
  const askedAt = clock.now()
  const summary = parking?.summary()
  const known = history.lookUp(questions, summary).then(
    (earlier) => ({ earlier, lookedUp, ...(summary && { broughtAlong: { item: earlier.alongside, askedAt } }) }),
    () => nothing,
  )
  return Promise.race([known, deadline.over.catch(() => nothing)])
}

/** Lists of messages, each list one after another: a FIFO group, or a single message of a standard queue. */
function inOrder({ declaration }: Invocation, received: readonly DecodedDelivery[]): DecodedDelivery[][] {
  if (declaration.ordering === 'none') return received.map((one) => [one])
  return [...Map.groupBy(received, ({ delivery }) => delivery.groupId ?? delivery.messageId).values()]
}

/**
 * Whether a group may crash the function or take all of its time: it is handled after all others. Few batches contain such a
 * group.
 */
const mayTakeOthersAlong =
  ({ memory: { earlier } }: Batch) =>
  (group: readonly DecodedDelivery[]): boolean =>
    group.some(({ isWakeUp, delivery }) => isWakeUp || (earlier.attemptsOf(delivery.messageId)?.crashes ?? 0) > 0)

/**
 * Handles the messages of a group one after another. When one of them stays in the queue, those behind it go back untried, so that
 * the order is kept.
 */
async function processGroup(batch: Batch, group: readonly DecodedDelivery[]): Promise<void> {
  const { clock } = batch.invocation
  let behind: Outcome | undefined
  for (const one of group) {
    if (behind) {
      note(batch, one, behind)
      continue
    }
    const startedAt = clock.now()
    const outcome = await settleInTime(batch, one)
    const isOnRecord = batch.memory.earlier.attemptsOf(one.delivery.messageId)?.isGivenUp
    if (one.delivery.retriedBy !== undefined || isOnRecord)
      await (await import('./tell-retry.ts')).tellRetry(batch.invocation, one, outcome)
    if (!batch.results.has(one.delivery)) note(batch, one, outcome, startedAt)
    if (!isSettled(outcome)) behind = { kind: 'returned', delaySeconds: delayOf(outcome) }
  }
}

/**
 * Waits for the outcome of a message until shortly before the deadline. Without one the message goes back; if its effects were
 * committed after all, its marker tells so when it comes again.
 */
function settleInTime(batch: Batch, one: DecodedDelivery): Promise<Outcome> {
  const { invocation, memory } = batch
  const { deadline, declaration } = invocation
  const unanswered = deadline.lastCall.then((): Outcome => {
    const error = new TransientError(
      'NO_ANSWER_IN_TIME',
      'Store or queue had not answered shortly before the deadline.',
    )
    if (declaration.delivery === 'at-most-once' && one.message) return { kind: 'dropped', error }
    // Its own number of attempts says nothing about how long the store or the queue is away.
    return { kind: 'failed', error, delaySeconds: returned(invocation, one.delivery).delaySeconds }
  })
  return Promise.race([
    one.isWakeUp ? release(batch, one.delivery) : settleMessage(invocation, memory, one),
    unanswered,
  ])
}

/** Loads the code that releases parked events with the first wake-up, because few batches contain one. */
const release = async (batch: Batch, delivery: Delivery): Promise<Outcome> =>
  (await import('./release.ts')).release(batch, delivery)

const delayOf = (outcome: Outcome): number => ('delaySeconds' in outcome ? outcome.delaySeconds : 0)

/** @param startedAt epoch milliseconds; absent for a message whose handling never started. */
function note(
  { invocation, results, memory }: Batch,
  { delivery, message }: DecodedDelivery,
  outcome: Outcome,
  startedAt?: number,
): void {
  const failures = 'failures' in outcome ? outcome.failures : undefined
  const attempt = failures ?? attemptOf(memory, delivery)
  const durationMs = startedAt === undefined ? 0 : invocation.clock.now() - startedAt
  results.set(delivery, { delivery, message, outcome, attempt, durationMs, startedAt })
}
