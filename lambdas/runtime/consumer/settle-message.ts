import { TransientError } from '../errors.ts'
import type { HistoryAnswer } from '../retry/message-history.ts'
import type { Failure } from './failures.ts'
import type { Invocation } from './invocation.ts'
import type { Delivery, Message } from './message.ts'
import { isSettled, type Outcome, type Received } from './outcome.ts'
import { handleMessage, idempotencyKey } from './process-message.ts'
import { returned } from './returned.ts'
import { assertNotDeadly, watched } from './suspects.ts'

/** What the messages of one batch know of each other and of their past. */
export interface BatchMemory {
  readonly earlier: HistoryAnswer
  /** SQS message ids that `earlier` answers for. */
  readonly lookedUp: ReadonlySet<string>
  /** By idempotency key: copies of one event within the batch share the outcome of the first. */
  readonly firstOfKey: Map<string, Promise<Outcome>>
}

/** Brings one message to its outcome. Never throws. */
export async function settleMessage(
  invocation: Invocation,
  memory: BatchMemory,
  { delivery, message, error }: Received,
): Promise<Outcome> {
  if (!message) return fail(invocation, { delivery, message, earlier: undefined, thrown: error })
  const key = idempotencyKey(invocation.declaration, message)
  const first = memory.firstOfKey.get(key)
  if (first) {
    const outcome = await first
    return isSettled(outcome) ? { kind: 'duplicate' } : outcome
  }
  const outcome = settle(invocation, memory, delivery, message)
  memory.firstOfKey.set(key, outcome)
  return outcome
}

/** From 1: one more than the failures before. Unknown for a redelivered message that was not looked up. */
export function attemptOf({ earlier, lookedUp }: BatchMemory, delivery: Delivery): number | undefined {
  const { messageId, receiveCount } = delivery
  if (lookedUp.has(messageId)) return (earlier.attemptsOf(messageId)?.failures ?? 0) + 1
  return receiveCount === 1 ? 1 : undefined
}

/** What becomes of a failure is loaded with the first one: a cold start goes without it. */
const fail = async (invocation: Invocation, failure: Failure): Promise<Outcome> =>
  (await import('./failures.ts')).fail(invocation, failure)

async function settle(
  invocation: Invocation,
  memory: BatchMemory,
  delivery: Delivery,
  message: Message,
): Promise<Outcome> {
  if (memory.earlier.isProcessed(idempotencyKey(invocation.declaration, message))) return { kind: 'duplicate' }
  const attempts = memory.earlier.attemptsOf(delivery.messageId)
  try {
    if (!invocation.deadline.leavesTime()) return outOfTime(invocation, delivery)
    assertNotDeadly(invocation, delivery, attempts)
    const attempt = attemptOf(memory, delivery) ?? delivery.receiveCount
    await invocation.health.admit(delivery, message.type)
    const handle = () => handleMessage(invocation, message, attempt)
    const outcome = await watched(invocation, delivery, attempts, handle)
    await invocation.health[outcome.kind === 'processed' ? 'passed' : 'undecided'](delivery, message.type)
    return outcome
  } catch (thrown) {
    return fail(invocation, { delivery, message, earlier: attempts, thrown })
  }
}

/** What was acknowledged beforehand cannot go back. */
const outOfTime = (invocation: Invocation, delivery: Delivery): Outcome =>
  invocation.declaration.delivery === 'at-most-once'
    ? { kind: 'dropped', error: new TransientError('NO_TIME_LEFT', 'There was no time left to start it.') }
    : returned(invocation, delivery)
