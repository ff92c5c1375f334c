import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb'
import type { Item } from '../../lambdas/runtime/aws/item.ts'
import { concurrently } from './concurrently.ts'
import { untilAllDone } from './until-all-done.ts'

/** DynamoDB reads at most so many items in one call. */
const MAX_KEYS = 100
const CALLS_AT_ONCE = 8

/**
 * Reads items by their keys, however many there are, in no particular order. Keys without an item are left out. BatchGetItem answers with at
 * most 16 MB, and with less when the table is throttled; the keys that are left are asked for again.
 * @param options of the read. Default: eventually consistent, with all attributes.
 */
export async function readKeys(
  dynamo: Pick<DynamoDBClient, 'send'>,
  table: string,
  keys: readonly Item[],
  options: Omit<KeysAndAttributes, 'Keys'> = {},
): Promise<Item[]> {
  const items: Item[] = []
  const pages = Array.from({ length: Math.ceil(keys.length / MAX_KEYS) }, (_, page) =>
    keys.slice(page * MAX_KEYS, (page + 1) * MAX_KEYS),
  )
  const readPage = (page: readonly Item[]) =>
    untilAllDone(page, async (left) => {
      const RequestItems = { [table]: { ...options, Keys: [...left] } }
      const { Responses, UnprocessedKeys } = await dynamo.send(new BatchGetItemCommand({ RequestItems }))
      items.push(...(Responses?.[table] ?? []))
      return UnprocessedKeys?.[table]?.Keys ?? []
    })
  await concurrently(pages, CALLS_AT_ONCE, readPage)
  return items
}
