import { BatchWriteItemCommand, paginateQuery, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { concurrently } from '../rebuild/concurrently.ts'
import { untilAllDone } from '../rebuild/until-all-done.ts'
import {
  fromAttributes,
  ITEM_PREFIX,
  itemKey,
  type OperationItem,
  operationKey,
  type PlannedItem,
  toAttributes,
} from './operation.ts'
import { expiry, type OperationTable } from './store.ts'

/** Items that are in memory at a time when they are read. */
const PAGE = 250

/** The items of an operation in their order, page by page. */
export async function* readItems(
  { dynamo, operationTable }: OperationTable,
  id: string,
): AsyncGenerator<OperationItem, void, undefined> {
  let number = 0
  const pages = paginateQuery(
    { client: dynamo, pageSize: PAGE },
    {
      TableName: operationTable,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :items)',
      ExpressionAttributeValues: { ':pk': { S: operationKey(id) }, ':items': { S: ITEM_PREFIX } },
      ConsistentRead: true,
    },
  )
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      yield { ...fromAttributes<PlannedItem>(item), number: ++number, sortKey: item.sk?.S ?? '' }
    }
  }
}

const BATCH = 25

/** Batches at once: the plan of a large operation does not flood the table. */
const WIDTH = 8

/** Writes whole items. May be repeated, because only the tool that owns the operation writes them. */
export async function writeItems(
  table: OperationTable,
  id: string,
  items: readonly (PlannedItem & Partial<OperationItem>)[],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  )
  await concurrently(batches, WIDTH, (batch) => writeBatch(table, id, batch))
}

async function writeBatch(
  { dynamo, operationTable, now }: OperationTable,
  id: string,
  items: readonly (PlannedItem & Partial<OperationItem>)[],
) {
  const puts = items.map(
    ({ number: _, sortKey, ...item }): WriteRequest => ({
      PutRequest: {
        Item: {
          pk: { S: operationKey(id) },
          sk: { S: sortKey ?? itemKey(item) },
          expires_at: expiry(now()),
          ...toAttributes(item),
        },
      },
    }),
  )
  await untilAllDone(puts, async (left) => {
    const batch = new BatchWriteItemCommand({ RequestItems: { [operationTable]: [...left] } })
    return (await dynamo.send(batch)).UnprocessedItems?.[operationTable] ?? []
  })
}
