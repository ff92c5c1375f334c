import { type AttributeValue, BatchWriteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DeadLetter } from '../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { saveDeadLetterRecord } from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { declaredConsumers } from '../../../ops/dead-letters/environment.ts'
import type { IssueStore } from '../../../ops/dead-letters/issues/list-issues.ts'
import { type TestDynamoDb, testTables } from '../../support/dynamodb.ts'

export const START = Date.parse('2026-04-28T10:00:00.000Z')

/** `evt_…` of a UUIDv7 made at the start of the tests, or `at`. */
export function eventIdOf(number: number, at = START): string {
  const time = at.toString(16).padStart(12, '0')
  return `evt_${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`
}

export function deadLetter(number: number, differences: Partial<DeadLetter> = {}): DeadLetter {
  const id = differences.id ?? eventIdOf(number)
  return {
    consumer: 'payment',
    id,
    eventId: id,
    eventType: 'order.created',
    aggregateId: `ord_${number}`,
    correlationId: `req_${number}`,
    causationId: `req_${number}`,
    messageId: `message-${number}`,
    groupId: undefined,
    errorType: 'PermanentError:NO_ACCOUNT',
    errorMessage: `No account of cust_${number}`,
    errorStack: 'Error: no\n    at x',
    fingerprint: 'aaaaaaaaaaaaaaaa',
    attempts: 1,
    firstFailedAt: START + number,
    lastFailedAt: START + number,
    body: JSON.stringify({ event_id: id }),
    ...differences,
  }
}

export const storeLetter = (db: TestDynamoDb, letter: DeadLetter) =>
  saveDeadLetterRecord(db.client, testTables.deadLetters, letter)

export const storeOf = (db: Pick<TestDynamoDb, 'client'>, now: () => number): IssueStore => ({
  dynamo: db.client,
  table: testTables.deadLetters,
  processedTable: testTables.processed,
  operationTable: testTables.operations,
  now,
  consumers: declaredConsumers(),
})

/** The consumer's own record of an event. */
export const mark = (db: TestDynamoDb, key: string, item: Record<string, AttributeValue>) =>
  db.client.send(new PutItemCommand({ TableName: testTables.processed, Item: { pk: { S: key }, ...item } }))

/** Many letters quickly, as they would be written one by one. */
export async function storeLetters(db: Pick<TestDynamoDb, 'client'>, letters: readonly DeadLetter[]): Promise<void> {
  for (let at = 0; at < letters.length; at += 25) {
    const puts = letters.slice(at, at + 25).map((letter) => ({
      PutRequest: {
        Item: {
          pk: { S: shardedKey(letter.consumer, letter.id) },
          sk: { S: letter.id },
          fingerprint: { S: shardedKey(letter.fingerprint, letter.id) },
          status: { S: 'dead' },
          event_type: { S: letter.eventType ?? '' },
          aggregate_id: { S: letter.aggregateId ?? '' },
          message_id: { S: letter.messageId },
          dead_message_ids: { SS: [letter.messageId] },
          error_type: { S: letter.errorType },
          error_message: { S: letter.errorMessage },
          error_stack: { S: letter.errorStack ?? '' },
          attempts: { N: '1' },
          deaths: { N: '1' },
          first_failed_at: { S: new Date(letter.firstFailedAt).toISOString() },
          last_failed_at: { S: new Date(letter.lastFailedAt).toISOString() },
          body: { S: letter.body },
          body_bytes: { N: String(letter.body.length) },
          expires_at: { N: String(Math.ceil(letter.lastFailedAt / 1000) + 365 * 86_400) },
        },
      },
    }))
    await db.client.send(new BatchWriteItemCommand({ RequestItems: { [testTables.deadLetters]: puts } }))
  }
}
