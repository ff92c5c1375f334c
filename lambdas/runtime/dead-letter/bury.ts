import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Queue } from '../consumer/queue.ts'
import type { DeadLetter } from './dead-letter.ts'
import { saveDeadLetterRecord } from './dead-letter-record.ts'
import { toMessageAttributes } from './message-attributes.ts'

export interface Graveyard {
  readonly queue: Queue
  readonly dynamo: DynamoDBClient
  readonly deadLetterTable: string
}

/**
 * Puts a message and its cause into the dead-letter queue, then keeps a record of it. Only after both may it leave its
 * own queue: a crash in between repeats this, and a second copy in the dead-letter queue is harmless.
 * @throws when either has failed: the message stays where it is.
 */
export async function bury({ queue, dynamo, deadLetterTable }: Graveyard, letter: DeadLetter): Promise<void> {
  await queue.deadLetter({
    body: letter.body,
    attributes: toMessageAttributes(letter),
    groupId: letter.groupId,
    deduplicationId: letter.groupId === undefined ? undefined : letter.messageId,
  })
  await saveDeadLetterRecord(dynamo, deadLetterTable, letter)
}
