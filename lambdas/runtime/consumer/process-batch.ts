import { figuresOf } from '../declarations/figures.ts'
import { PermanentError, TransientError } from '../errors.ts'
import { type HistoryAnswer, nothingKnown } from '../retry/message-history.ts'
import { acknowledgeFirst } from './acknowledge-first.ts'
import { fail } from './failures.ts'
import type { Invocation } from './invocation.ts'
import type { Delivery, Message } from './message.ts'
import { isSettled, type Outcome, type Processed, type Received } from './outcome.ts'
import { handleMessage, idempotencyKey } from './process-message.ts'

interface Batch {
  readonly invocation: Invocation
  readonly earlier: HistoryAnswer
  /** Copies of one event within the batch share the outcome of the first. */
  readonly firstOfId: Map<string, Promise<Outcome>>
  readonly results: Map<Delivery, Processed>
}

/** Each message has its outcome, in the order of the batch. Never throws: a failure concerns its own message only. */
export async function processBatch(invocation: Invocation, deliveries: readonly Delivery[]): Promise<Processed[]> {
  const received = deliveries.map((delivery) => decode(invocation, delivery))
  const earlier = await lookUpEarlier(invocation, received)
  const batch: Batch = { invocation, earlier, firstOfId: new Map(), results: new Map() }
  const mayRun = await acknowledgeFirst(invocation, received)
  for (const one of received) if (!mayRun.has(one)) note(batch, one, { kind: 'returned', delaySeconds: 0 })
  await Promise.all(inOrder(invocation, [...mayRun]).map((group) => processGroup(batch, group)))
  return deliveries.map((delivery) => batch.results.get(delivery)!)
}

function decode(invocation: Invocation, delivery: Delivery): Received {
  try {
    return { delivery, message: invocation.decode(delivery.body) }
  } catch (error) {
    return { delivery, error }
  }
}

/**
 * Looks up redelivered messages where there are markers to look for. A first delivery costs nothing here: its
 * conditional write tells. When the lookup fails, nothing is lost: it only saves work.
 */
async function lookUpEarlier(
  { history, declaration }: Invocation,
  received: readonly Received[],
): Promise<HistoryAnswer> {
  if (declaration.idempotency !== 'atomic' && declaration.idempotency !== 'lease') return nothingKnown
  const questions = received.flatMap(({ delivery: { messageId, receiveCount }, message }) =>
    message && receiveCount > 1 ? [{ messageId, idempotencyKey: idempotencyKey(declaration, message) }] : [],
  )
  return questions.length === 0 ? nothingKnown : history.lookUp(questions).catch(() => nothingKnown)
}

/** Lists of messages, each list one after another: a FIFO group, or a single message of a standard queue. */
function inOrder({ declaration }: Invocation, received: readonly Received[]): Received[][] {
  if (declaration.ordering === 'none') return received.map((one) => [one])
  return [...Map.groupBy(received, ({ delivery }) => delivery.groupId ?? delivery.messageId).values()]
}

/** Stops at its first message that stays in the queue: what follows waits behind it, in order. */
async function processGroup(batch: Batch, group: readonly Received[]): Promise<void> {
  const { clock } = batch.invocation
  let behind: Outcome | undefined
  for (const one of group) {
    if (behind) {
      note(batch, one, behind)
      continue
    }
    const startedAt = clock.now()
    const outcome = await settleOnce(batch, one)
    note(batch, one, outcome, clock.now() - startedAt)
    if (!isSettled(outcome)) behind = { kind: 'returned', delaySeconds: delayOf(outcome) }
  }
}

const delayOf = (outcome: Outcome): number => ('delaySeconds' in outcome ? outcome.delaySeconds : 0)

function note(batch: Batch, { delivery, message }: Received, outcome: Outcome, durationMs = 0): void {
  batch.results.set(delivery, { delivery, message, outcome, attempt: attemptOf(batch, delivery), durationMs })
}

/** Where nothing is looked up, the receive count stands in for it. */
function attemptOf({ earlier }: Batch, { messageId, receiveCount }: Delivery): number {
  if (earlier === nothingKnown) return receiveCount
  return (earlier.attemptsOf(messageId)?.failures ?? 0) + 1
}

async function settleOnce(batch: Batch, { delivery, message, error }: Received): Promise<Outcome> {
  if (!message) return fail(batch.invocation, { delivery, message, earlier: undefined, thrown: error })
  const first = batch.firstOfId.get(message.id)
  if (first) {
    const outcome = await first
    return isSettled(outcome) ? { kind: 'duplicate' } : outcome
  }
  const outcome = settle(batch, delivery, message)
  batch.firstOfId.set(message.id, outcome)
  return outcome
}

async function settle(batch: Batch, delivery: Delivery, message: Message): Promise<Outcome> {
  const { invocation, earlier } = batch
  if (earlier.isProcessed(idempotencyKey(invocation.declaration, message))) return { kind: 'duplicate' }
  const attempts = earlier.attemptsOf(delivery.messageId)
  try {
    if (!invocation.deadline.leavesTime()) return outOfTime(invocation)
    assertNotDeadly(invocation, delivery)
    return await handleMessage(invocation, message, attemptOf(batch, delivery))
  } catch (thrown) {
    return fail(invocation, { delivery, message, earlier: attempts, thrown })
  }
}

/** What was acknowledged beforehand cannot go back. */
const outOfTime = ({ declaration }: Invocation): Outcome =>
  declaration.delivery === 'at-most-once'
    ? { kind: 'dropped', error: new TransientError('NO_TIME_LEFT', 'There was no time left to start it.') }
    : { kind: 'returned', delaySeconds: 0 }

/**
 * At its last receive but one, a message that fails or waits is dead-lettered with its cause. One that comes once more
 * has ended its function each time without a word: it is not tried again.
 * @throws {PermanentError}
 */
function assertNotDeadly({ declaration }: Invocation, { receiveCount }: Delivery): void {
  if (receiveCount < figuresOf(declaration).maxReceiveCount) return
  throw new PermanentError(
    'DIED_WITHOUT_CAUSE',
    `Received ${receiveCount} times without an outcome: its function died (timeout, out of memory, crash) or never ran.`,
  )
}
