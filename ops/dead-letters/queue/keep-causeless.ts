import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DeadLetter } from '../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { saveFoundLetter } from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { lenientIds } from '../../../lambdas/runtime/dead-letter/lenient-ids.ts'
import { lettersWithoutBody } from '../letters/find-letters.ts'
import type { LetterStore } from '../letters/read-letters.ts'
import type { Copy } from './copy.ts'
import { fingerprintOfCopy } from './without-cause.ts'

/**
 * Makes records of the messages in a dead-letter queue that have none, so that they can be retried, edited and archived like any
 * other letter and are not lost when the queue's retention ends. Doing it again changes nothing.
 * @returns how many records were new.
 */
export async function keepCauseless(
  { dynamo, table }: { readonly dynamo: Pick<DynamoDBClient, 'send'>; readonly table: string },
  consumer: string,
  copies: readonly Copy[],
  now: number,
): Promise<number> {
  let kept = 0
  for (const copy of copies) {
    const standing = await saveFoundLetter(dynamo, table, toLetter(consumer, copy, now))
    if (!standing) kept++
  }
  return kept
}

function toLetter(consumer: string, copy: Copy, now: number): DeadLetter {
  return {
    ...lenientIds(copy.body),
    consumer,
    id: copy.letterId,
    messageId: copy.messageId,
    groupId: copy.groupId,
    errorType: copy.errorType,
    errorMessage: copy.errorMessage,
    errorStack: undefined,
    fingerprint: fingerprintOfCopy(copy),
    attempts: copy.receiveCount,
    firstFailedAt: Date.parse(copy.sentAt),
    lastFailedAt: now,
    body: copy.body,
  }
}

/** The messages of which there is no record yet. */
export async function unknownOf(
  store: LetterStore,
  consumer: string,
  copies: readonly Copy[],
): Promise<readonly Copy[]> {
  const ids = [...new Set(copies.map(({ letterId }) => letterId))]
  const letters = await lettersWithoutBody(
    store,
    ids.map((id) => ({ pk: shardedKey(consumer, id), sk: id })),
  )
  const known = new Set(letters.flatMap(({ deadMessageIds }) => deadMessageIds))
  return copies.filter(({ messageId }) => !known.has(messageId))
}
