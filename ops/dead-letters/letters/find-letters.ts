import type { KeysAndAttributes } from '@aws-sdk/client-dynamodb'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { readKeys } from '../../rebuild/read-keys.ts'
import { keyAttributes, type Letter, type LetterKey, toLetter, WITHOUT_BODY } from './letter.ts'
import type { LetterStore } from './read-letters.ts'

/** A letter without its body and stack, which are most of its bytes. */
export type LetterWithoutBody = Omit<Letter, 'body' | 'errorStack'>

/** Reads whole letters by their keys, strongly consistent. Letters that do not exist are left out. */
export const lettersByKey = (store: LetterStore, keys: readonly LetterKey[]): Promise<Letter[]> => readAll(store, keys)

/** Reads letters by their keys without body and stack, which take most of the memory. */
export const lettersWithoutBody = (store: LetterStore, keys: readonly LetterKey[]): Promise<LetterWithoutBody[]> =>
  readAll(store, keys, {
    ProjectionExpression: WITHOUT_BODY.map((_, index) => `#p${index}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(WITHOUT_BODY.map((name, index) => [`#p${index}`, name])),
  })

async function readAll(
  { dynamo, table }: LetterStore,
  keys: readonly LetterKey[],
  projection: Pick<KeysAndAttributes, 'ProjectionExpression' | 'ExpressionAttributeNames'> = {},
): Promise<Letter[]> {
  const items = await readKeys(dynamo, table, keys.map(keyAttributes), { ConsistentRead: true, ...projection })
  return items.map(toLetter)
}

/** Finds the letters of one event, one for each of these consumers that has one. Records from before there were shards are found as well. */
export const lettersOfEvent = (store: LetterStore, id: string, consumers: readonly string[]): Promise<Letter[]> =>
  lettersByKey(
    store,
    consumers.flatMap((consumer) => [
      { pk: shardedKey(consumer, id), sk: id },
      { pk: consumer, sk: id },
    ]),
  )
