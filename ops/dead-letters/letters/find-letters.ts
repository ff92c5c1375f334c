import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { keyAttributes, type Letter, type LetterKey, toLetter, WITHOUT_BODY } from './letter.ts'
import type { LetterStore } from './read-letters.ts'

const MAX_KEYS = 100

/** A letter without its body and stack, which are most of its bytes. */
export type LetterWithoutBody = Omit<Letter, 'body' | 'errorStack'>

/** Whole letters by their keys, strongly consistent; those that are not there are left out. */
export const lettersByKey = (store: LetterStore, keys: readonly LetterKey[]): Promise<Letter[]> => readAll(store, keys)

/** The same without what takes most of the memory. */
export const lettersWithoutBody = (store: LetterStore, keys: readonly LetterKey[]): Promise<LetterWithoutBody[]> =>
  readAll(store, keys, {
    ProjectionExpression: WITHOUT_BODY.map((_, index) => `#p${index}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(WITHOUT_BODY.map((name, index) => [`#p${index}`, name])),
  })

async function readAll(
  store: LetterStore,
  keys: readonly LetterKey[],
  projection: { ProjectionExpression?: string; ExpressionAttributeNames?: Record<string, string> } = {},
): Promise<Letter[]> {
  const pages = Array.from({ length: Math.ceil(keys.length / MAX_KEYS) }, (_, page) =>
    keys.slice(page * MAX_KEYS, (page + 1) * MAX_KEYS).map(keyAttributes),
  )
  return (await Promise.all(pages.map((page) => readPage(store, page, projection)))).flat()
}

async function readPage({ dynamo, table }: LetterStore, page: Record<string, AttributeValue>[], projection: object) {
  const letters: Letter[] = []
  let wanted = page
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await dynamo.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: true, ...projection } } }),
    )
    letters.push(...(Responses?.[table] ?? []).map(toLetter))
    // An answer has 16 MB at most; the rest is asked for again.
    wanted = (UnprocessedKeys?.[table]?.Keys ?? []) as Record<string, AttributeValue>[]
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
