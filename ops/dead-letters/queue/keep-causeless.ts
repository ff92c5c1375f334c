import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DeadLetter } from '../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { saveFoundLetter } from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { lenientIds } from '../../../lambdas/runtime/dead-letter/lenient-ids.ts'
import { lettersByKey } from '../letters/find-letters.ts'
import type { LetterStore } from '../letters/read-letters.ts'
import type { Copy } from './copy.ts'
import { fingerprintOfCopy } from './without-cause.ts'

/**
 * Makes records of what lies in a dead-letter queue without one, so that it can be retried, edited and archived like any
 * other letter, and is not lost with the queue's retention. Repeated, it changes nothing.
 * @returns how many were new.
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

/** Whether a record tells of this very message. */
export async function knownCopies(
  store: LetterStore,
  found: readonly { readonly consumer: string; readonly copies: readonly Copy[] }[],
): Promise<(copy: Copy) => boolean> {
  const keys = found.flatMap(({ consumer, copies }) =>
    copies.map(({ letterId }) => ({ pk: shardedKey(consumer, letterId), sk: letterId })),
  )
  const unique = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()]
  const known = new Set((await lettersByKey(store, unique)).flatMap(({ deadMessageIds }) => deadMessageIds))
  return ({ messageId }) => known.has(messageId)
}
