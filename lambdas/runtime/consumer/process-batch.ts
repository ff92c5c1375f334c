import { TransientError } from '../errors.ts'
import { type HistoryQuestion, nothingKnown } from '../history/message-history.ts'
import type { Delivery } from '../messages/message.ts'
import { type DecodedDelivery, isSettled, type Outcome, type SettledDelivery } from '../messages/outcome.ts'
import { type BroughtAlong, nothingHeld } from '../parking/parking.ts'
import { retryDelaySeconds } from '../retry/backoff.ts'
import { acknowledgeFirst } from './acknowledge-first.ts'
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

/** Each message has its outcome, in the order of the batch. Never throws: a failure concerns its own message only. */
export async function processBatch(
  invocation: Invocation,
  deliveries: readonly Delivery[],
): Promise<SettledDelivery[]> {
  const received = deliveries.map((delivery) => decodeDelivery(invocation, delivery))
  const { broughtAlong, ...known } = await lookUpEarlier(invocation, received)
  const { parking } = invocation
  // A busy consumer of which nothing is held asks once a second, and pays nothing for all other batches.
  const needsLook = parking !== undefined && (broughtAlong !== undefined || !parking.isQuiet())
  const parked = needsLook
    ? await (await import('./look-at-parked.ts')).lookAtParked(invocation, parking, received, broughtAlong)
    : nothingHeld
  const memory = { ...known, parked: parked ?? nothingHeld, heldMeanwhile: new Map(), firstOfKey: new Map() }
  const batch: Batch = { invocation, memory, results: new Map(), released: [] }
  if (!parked) {
    for (const one of received) note(batch, one, returned(invocation, one.delivery))
    return deliveries.map((delivery) => batch.results.get(delivery)!)
  }
  const mayRun = await acknowledgeFirst(invocation, received)
  for (const one of received) if (!mayRun.has(one)) note(batch, one, returned(invocation, one.delivery))
  const { ordinary, poisonous } = separatePoison(batch, inOrder(invocation, [...mayRun]))
  for (let from = 0; from < ordinary.length; from += MOST_SIDE_BY_SIDE) {
    await Promise.all(ordinary.slice(from, from + MOST_SIDE_BY_SIDE).map((group) => processGroup(batch, group)))
  }
  for (const group of poisonous) {
    await acknowledgeSettled(batch)
    await processGroup(batch, group)
  }
  return [...batch.released, ...deliveries.map((delivery) => batch.results.get(delivery)!)]
}

/**
 * Looks up redelivered messages that may have left something behind. A first delivery costs nothing here: its
 * conditional write tells. When the lookup fails, nothing is lost: it only saves work.
 */
async function lookUpEarlier(
  { history, declaration, deadline, parking, clock }: Invocation,
  received: readonly DecodedDelivery[],
): Promise<Pick<BatchMemory, 'earlier' | 'lookedUp'> & { readonly broughtAlong?: BroughtAlong }> {
  const questions = received.flatMap(({ delivery, message }): HistoryQuestion[] => {
    const { messageId, receiveCount } = delivery
    if (!message || receiveCount === 1) return []
    if (leavesMarkers(declaration)) return [{ messageId, idempotencyKey: idempotencyKey(declaration, message) }]
    return isWatched(delivery, undefined) ? [{ messageId }] : []
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

/** Poison messages have ended their function before. They run after all others, those that did so most often last. */
function separatePoison({ memory: { earlier } }: Batch, groups: readonly DecodedDelivery[][]) {
  const deathsOf = (group: readonly DecodedDelivery[]): number =>
    Math.max(0, ...group.map(({ delivery }) => earlier.attemptsOf(delivery.messageId)?.deaths ?? 0))
  const ordinary = groups.filter((group) => deathsOf(group) === 0)
  const poisonous = groups.filter((group) => deathsOf(group) > 0).toSorted((a, b) => deathsOf(a) - deathsOf(b))
  return { ordinary, poisonous }
}

/** Deletes settled messages from the queue before a poison message may end the function, and with it the answer of the whole batch. */
async function acknowledgeSettled({ invocation, results }: Batch): Promise<void> {
  const settled = [...results.values()].filter(({ outcome }) => isSettled(outcome))
  if (settled.length === 0) return
  const acknowledged = invocation.queue.acknowledge(settled.map(({ delivery }) => delivery.receiptHandle))
  await Promise.race([acknowledged, invocation.deadline.over]).catch(() => {})
}

/** Stops at its first message that stays in the queue: what follows waits behind it, in order. */
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
    if (!batch.results.has(one.delivery)) note(batch, one, outcome, startedAt)
    if (!isSettled(outcome)) behind = { kind: 'returned', delaySeconds: delayOf(outcome) }
  }
}

/** An answer that does not come in time is none: the message comes back, and its marker tells what has happened. */
function settleInTime(batch: Batch, one: DecodedDelivery): Promise<Outcome> {
  const { invocation, memory } = batch
  const { deadline, declaration, random } = invocation
  const unanswered = deadline.lastCall.then((): Outcome => {
    const error = new TransientError(
      'NO_ANSWER_IN_TIME',
      'Store or queue had not answered shortly before the deadline.',
    )
    if (declaration.delivery === 'at-most-once' && one.message) return { kind: 'dropped', error }
    return {
      kind: 'failed',
      error,
      delaySeconds: retryDelaySeconds(declaration.retry, one.delivery.receiveCount, random),
    }
  })
  return Promise.race([
    one.isWakeUp ? release(batch, one.delivery) : settleMessage(invocation, memory, one),
    unanswered,
  ])
}

/** Few batches hold a wake-up: what releases is loaded with the first. */
const release = async (batch: Batch, delivery: Delivery): Promise<Outcome> =>
  (await import('./release.ts')).release(batch, delivery)

const delayOf = (outcome: Outcome): number => ('delaySeconds' in outcome ? outcome.delaySeconds : 0)

/** @param startedAt epoch milliseconds; absent for what never started. */
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
