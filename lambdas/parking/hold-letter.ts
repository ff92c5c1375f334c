import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Message } from '@aws-sdk/client-sqs'
import { parkable } from '../runtime/consumer/parkable.ts'
import { idempotencyKey } from '../runtime/consumer/process-message.ts'
import type { DeadLetter } from '../runtime/dead-letter/dead-letter.ts'
import { saveDeadLetterRecord } from '../runtime/dead-letter/dead-letter-record.ts'
import { fingerprint } from '../runtime/dead-letter/fingerprint.ts'
import { causeInQueue } from '../runtime/dead-letter/found-letter.ts'
import { lenientIds } from '../runtime/dead-letter/lenient-ids.ts'
import type { ParkingLimits } from '../runtime/declarations/parking.ts'
import type { CommitEnvironment } from '../runtime/effects/commit-units.ts'
import { isCompleted } from '../runtime/idempotency/marker.ts'
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
 * Keeps a message that SQS, or the topic, has put into the dead-letter queue of a consumer that holds: as if its own function had
 * given it up. The hold comes before the record, because what arrives meanwhile waits only once the hold is there; and both come
 * before the message is deleted. Repeated after a crash anywhere, each step finds itself done.
 *
 *     dead-letter queue   ──n──received──[n done?]──[hold n]──[record]──deleted
 *     its consumer        ────n+1 runs──────────────────────│n+2──parked──────────►
 *     release             ──────────────────────────────────────────────claim──n──n+2──►
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
  const cause = causeInQueue((name) => message.MessageAttributes?.[name]?.StringValue)
  const sentAt = Number(Attributes.SentTimestamp ?? 0)
  const receiveCount = Number(Attributes.ApproximateReceiveCount ?? 1)
  const groupId = Attributes.MessageGroupId
  const event = parkable({ messageId, receiptHandle: '', body, receiveCount, sentAt, groupId }, undefined)
  if (cause.origin === 'consumer' || !event) return 'left'
  const key = idempotencyKey({ name: consumer }, { id: event.id, replayScope: event.scope })
  const marker = { TableName: tables.processed, Key: { pk: { S: key } }, ConsistentRead: true }
  if (isCompleted((await dynamo.send(new GetItemCommand(marker))).Item, clock.now())) return 'over'
  const { sequence: _, ...ids } = lenientIds(body)
  const letter: DeadLetter = {
    ...ids,
    consumer,
    id: event.id,
    messageId,
    groupId,
    errorType: cause.errorType,
    errorMessage: cause.errorMessage,
    errorStack: undefined,
    fingerprint: fingerprint(cause.errorType, cause.errorMessage),
    attempts: receiveCount,
    firstFailedAt: sentAt,
    lastFailedAt: clock.now(),
    body,
  }
  // Code that never ran may run now: it is tried again by itself, as after any failure that may pass.
  await hold({ ...environment, table: tables.parked, consumer, limits }, event, { letter, isTransient: true }, true)
  await saveDeadLetterRecord(dynamo, tables.deadLetters, letter)
  return 'held'
}
