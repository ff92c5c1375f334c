import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Delivery, Message } from '../messages/message.ts'
import type { Queue } from '../queue/queue.ts'
import { type Cause, toDeadLetter } from './dead-letter.ts'
import { type DoneAs, resolveDeadLetterRecord, saveDeadLetterRecord } from './dead-letter-record.ts'
import { type FinalFailure, finalFailureOf } from './final-failure.ts'
import { toMessageAttributes } from './message-attributes.ts'

/** What a consumer needs to move messages to its dead-letter queue. */
export interface DeadLettering {
  readonly consumer: string
  readonly queue: Queue
  readonly dynamo: DynamoDBClient
  readonly deadLetterTable: string
  /** Hash of the code that runs; absent where it is unknown. */
  readonly codeRevision?: string | undefined
}

/**
 * Keeps a record of a message and its cause, then puts both into the dead-letter queue. Only after that may it leave its
 * own queue: a crash in between repeats this, and a second copy in the dead-letter queue is harmless. The record comes first,
 * because it can be written again and again without becoming more.
 * @param signal once it is aborted nothing more is sent. @throws when either has failed: the message stays where it is.
 */
export async function moveToDeadLetterQueue(
  { consumer, queue, dynamo, deadLetterTable, codeRevision }: DeadLettering,
  delivery: Delivery,
  message: Message | undefined,
  cause: Cause,
  signal?: AbortSignal,
): Promise<void> {
  const letter = { ...toDeadLetter(consumer, delivery, message, cause), codeRevision }
  await saveDeadLetterRecord(dynamo, deadLetterTable, letter, signal)
  const deadLetter = {
    body: letter.body,
    attributes: toMessageAttributes(letter),
    groupId: letter.groupId,
    deduplicationId: letter.groupId === undefined ? undefined : letter.messageId,
  }
  await queue.deadLetter(deadLetter, signal)
}

/** Keeps only the record, for a message that is parked and so does not go to the dead-letter queue. @throws when the record could not be stored. */
export async function recordDeadLetter(
  { consumer, dynamo, deadLetterTable, codeRevision }: Omit<DeadLettering, 'queue'>,
  delivery: Delivery,
  message: Message | undefined,
  cause: Cause,
  signal?: AbortSignal,
): Promise<FinalFailure> {
  const finalFailure = finalFailureOf(consumer, delivery, message, cause)
  await saveDeadLetterRecord(dynamo, deadLetterTable, { ...finalFailure.letter, codeRevision }, signal)
  return finalFailure
}

/** Closes the record of an event that was processed after all. @throws when the store does not answer. */
export const closeDeadLetter = (
  { consumer, dynamo, deadLetterTable }: Omit<DeadLettering, 'queue'>,
  id: string,
  done: { readonly at: number; readonly doneAs?: DoneAs | undefined },
): Promise<void> => resolveDeadLetterRecord(dynamo, deadLetterTable, { consumer, id, ...done })
