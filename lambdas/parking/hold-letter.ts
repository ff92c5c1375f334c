import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Message } from '@aws-sdk/client-sqs'
import type { Item } from '../runtime/aws/item.ts'
import { parkable } from '../runtime/consumer/parkable.ts'
import { idempotencyKey } from '../runtime/consumer/process-message.ts'
import type { DeadLetter } from '../runtime/dead-letter/dead-letter.ts'
import { resolveDeadLetterRecord, saveFoundLetter } from '../runtime/dead-letter/dead-letter-record.ts'
import { fingerprint } from '../runtime/dead-letter/fingerprint.ts'
import { causeInQueue } from '../runtime/dead-letter/found-letter.ts'
import { lenientIds } from '../runtime/dead-letter/lenient-ids.ts'
import type { ParkingLimits } from '../runtime/declarations/parking.ts'
import type { CommitEnvironment } from '../runtime/effects/commit-units.ts'
import { isCompleted } from '../runtime/idempotency/marker.ts'
import { DEAD_LETTER_ID } from '../runtime/messages/message.ts'
import { eventKey } from '../runtime/parking/items.ts'
import { hold } from '../runtime/parking/park.ts'
import { isWakeUp } from '../runtime/parking/wake-up.ts'

export interface LetterEnvironment extends CommitEnvironment {
  readonly dynamo: DynamoDBClient
  readonly tables: { readonly parked: string; readonly processed: string; readonly deadLetters: string }
}

/**
 * - `held`: it is parked, as the head of its aggregate or behind one, and on record.
 * - `over`: nothing is left to do for it: a wake-up, or an event that was done, skipped or replaced.
 * - `left`: its consumer put it there with its cause, or it is too large to be parked; it waits for a person, where it is.
 */
export type HeldLetter = 'held' | 'over' | 'left'

/**
 * A letter that has lain in the dead-letter queue for longer, milliseconds, is not tried again by itself. Two looks of the function
 * are over then, so what comes after the event may have been handled without it: a person decides whether it may still run.
 */
const UNATTENDED_MS = 120_000

/**
 * Keeps a message that SQS, or the topic, has put into the dead-letter queue of a consumer that holds: as if its own function had
 * given it up. The record comes before the hold, because a release that does the event at once closes the record; and both come
 * before the message is deleted. Repeated after a crash anywhere, each step finds itself done.
 *
 *     dead-letter queue   ──n──received──[n done? parked?]──[record]──[hold n]──deleted
 *     its consumer        ────n+1 runs───────────────────────────────│n+2──parked──────────►
 *     release             ───────────────────────────────────────────────────────lease──n──n+2──►
 *
 * It is kept even where as much is parked as was declared: the queue that it came from has given it up, so the only other place
 * is one that forgets it.
 * @throws when a store does not answer: the message stays.
 */
export async function holdLetter(
  environment: LetterEnvironment,
  { consumer, ...limits }: { readonly consumer: string } & ParkingLimits,
  message: Message,
): Promise<HeldLetter> {
  const { clock, dynamo, tables } = environment
  const { Body: body = '', MessageId: messageId = '', Attributes = {} } = message
  if (isWakeUp(body)) return 'over'
  const attribute = (name: string) => message.MessageAttributes?.[name]?.StringValue
  const cause = causeInQueue(attribute)
  // SQS counts it from the move: "For FIFO queues, the enqueue timestamp resets when the message is moved to a dead-letter queue."
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
  const sentAt = Number(Attributes.SentTimestamp ?? 0)
  const receiveCount = Number(Attributes.ApproximateReceiveCount ?? 1)
  const groupId = Attributes.MessageGroupId
  const deadLetterId = attribute(DEAD_LETTER_ID)
  const event = parkable({ messageId, receiptHandle: '', body, receiveCount, sentAt, groupId, deadLetterId }, undefined)
  if (cause.origin === 'consumer' || !event) return 'left'
  const { id } = event
  const itemOf = async (TableName: string, Key: Item) =>
    (await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item
  const key = idempotencyKey({ name: consumer }, { id, replayScope: event.scope })
  const [marker, parked] = await Promise.all([
    itemOf(tables.processed, { pk: { S: key } }),
    itemOf(tables.parked, eventKey(consumer, event)),
  ])
  if (isCompleted(marker, clock.now())) {
    // An earlier look may have died between the record and the hold.
    await resolveDeadLetterRecord(dynamo, tables.deadLetters, { consumer, id, messageId, at: clock.now() })
    return 'over'
  }
  // Its place is kept already, and so is its cause, if it has died with one: this is only another copy, or an earlier look has died.
  if (parked) return 'held'
  const waitedMs = clock.now() - sentAt
  const isUnattended = waitedMs > UNATTENDED_MS
  const { sequence: _, ...ids } = lenientIds(body)
  const letter: DeadLetter = {
    ...ids,
    consumer,
    id,
    messageId,
    groupId,
    errorType: cause.errorType,
    errorMessage: isUnattended ? `${cause.errorMessage} ${overtaken(waitedMs)}` : cause.errorMessage,
    errorStack: undefined,
    fingerprint: fingerprint(cause.errorType, cause.errorMessage),
    attempts: receiveCount,
    firstFailedAt: sentAt,
    lastFailedAt: clock.now(),
    body,
  }
  const standing = await saveFoundLetter(dynamo, tables.deadLetters, letter)
  // An operator has sent the event back to its queue. If that copy dies, it is recorded again, so this one may stay.
  if (standing?.isCounted && standing.status === 'retried') return 'left'
  // An earlier look held this event but failed to delete its message, and the event was released since. For a consumer without markers only
  // the closed record shows that.
  if (standing?.isCounted && standing.status !== 'dead') return 'over'
  // Code that never ran may run now: it is tried again by itself, as after any failure that may pass.
  const finalFailure = { letter, isTransient: !isUnattended }
  await hold({ ...environment, table: tables.parked, consumer, limits }, event, finalFailure, true)
  return 'held'
}

const overtaken = (waitedMs: number): string =>
  `It lay in the dead-letter queue for ${Math.round(waitedMs / 60_000)} minutes before it was held: later events of its aggregate may have been handled without it, so it is not tried again by itself.`
