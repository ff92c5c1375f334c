import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { keyAttributes, type Letter, type LetterKey, toLetter } from './letter.ts'
import type { LetterStore } from './read-letters.ts'

const MAX_KEYS = 100

/** Whole letters by their keys, strongly consistent; those that are not there are left out. */
export async function lettersByKey({ dynamo, table }: LetterStore, keys: readonly LetterKey[]): Promise<Letter[]> {
  const letters: Letter[] = []
  for (let at = 0; at < keys.length; at += MAX_KEYS) {
    let wanted = keys.slice(at, at + MAX_KEYS).map(keyAttributes)
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: true } } }),
      )
      letters.push(...(Responses?.[table] ?? []).map(toLetter))
      // An answer has 16 MB at most; the rest is asked for again.
      wanted = (UnprocessedKeys?.[table]?.Keys ?? []) as Record<string, AttributeValue>[]
    }
  }
  return letters
}

/** The letters of one event: of one consumer, or of each that has one. Records from before there were shards are found, too. */
export const lettersOfEvent = (store: LetterStore, id: string, consumers: readonly string[]): Promise<Letter[]> =>
  lettersByKey(
    store,
    consumers.flatMap((consumer) => [
      { pk: shardedKey(consumer, id), sk: id },
      { pk: consumer, sk: id },
    ]),
  )
