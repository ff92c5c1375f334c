import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { concurrently } from '../rebuild/concurrently.ts'
import {
  fromAttributes,
  INDEX_KEY,
  indexSortKey,
  itemKey,
  type Operation,
  type OperationItem,
  type OperationStatus,
  operationKey,
  STATE_KEY,
  toAttributes,
} from './operation.ts'

export interface OperationTable {
  readonly dynamo: DynamoDBClient
  /** Output `OperationTableName` of the stack. */
  readonly operationTable: string
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Operations and their receipts are kept for a year, as long as the letters that they were about. */
const KEPT_SECONDS = 365 * 86_400
/** A tool that has not reported for this long counts as dead, and another may take over its operation. */
const LEASE_MS = 30_000

const expiry = (now: number) => ({ N: String(Math.ceil(now / 1000) + KEPT_SECONDS) })

/** Writes the items first and the operation itself last, so that an operation which can be read is complete. */
export async function createOperation(table: OperationTable, operation: Operation, items: readonly OperationItem[]) {
  await writeItems(table, operation.id, items)
  const { dynamo, operationTable } = table
  const expires_at = expiry(table.now())
  const put = (pk: string, sk: string, item: object) =>
    dynamo.send(
      new PutItemCommand({
        TableName: operationTable,
        Item: { pk: { S: pk }, sk: { S: sk }, expires_at, ...toAttributes(item) },
      }),
    )
  await put(operationKey(operation.id), STATE_KEY, operation)
  await put(INDEX_KEY, indexSortKey(operation), { id: operation.id })
}

export async function loadOperation({ dynamo, operationTable }: OperationTable, id: string) {
  const { Item } = await dynamo.send(
    new GetItemCommand({
      TableName: operationTable,
      Key: { pk: { S: operationKey(id) }, sk: { S: STATE_KEY } },
      ConsistentRead: true,
    }),
  )
  if (!Item) return undefined
  return { operation: fromAttributes<Operation>(Item), ownedUntil: Number(Item.owned_until?.N ?? 0) }
}

/** The latest first. */
export async function listOperations(table: OperationTable, most: number): Promise<Operation[]> {
  const { Items = [] } = await table.dynamo.send(
    new QueryCommand({
      TableName: table.operationTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: INDEX_KEY } },
      ScanIndexForward: false,
      Limit: most,
    }),
  )
  const loaded = await Promise.all(Items.map(({ id }) => loadOperation(table, id?.S ?? '')))
  return loaded.flatMap((one) => one?.operation ?? [])
}

/** Items from this number on, page by page. */
export async function* readItems({ dynamo, operationTable }: OperationTable, id: string, from = 1) {
  const pages = paginateQuery(
    { client: dynamo },
    {
      TableName: operationTable,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': { S: operationKey(id) },
        ':from': { S: itemKey(from) },
        ':to': { S: 'item#~' },
      },
      ConsistentRead: true,
    },
  )
  for await (const { Items = [] } of pages) yield* Items.map((item) => fromAttributes<OperationItem>(item))
}

const BATCH = 25

/** Batches at once: the plan of a large operation does not flood the table. */
const WIDTH = 8

/** Writes whole items. May be repeated, because only the tool that owns the operation writes them. */
export async function writeItems(table: OperationTable, id: string, items: readonly OperationItem[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  )
  await concurrently(batches, WIDTH, (batch) => writeBatch(table, id, batch))
}

async function writeBatch(
  { dynamo, operationTable, now }: OperationTable,
  id: string,
  items: readonly OperationItem[],
) {
  let requests: BatchWriteItemCommandInput['RequestItems'] = {
    [operationTable]: items.map((item) => ({
      PutRequest: {
        Item: {
          pk: { S: operationKey(id) },
          sk: { S: itemKey(item.number) },
          expires_at: expiry(now()),
          ...toAttributes(item),
        },
      },
    })),
  }
  while (Object.keys(requests ?? {}).length > 0) {
    requests = (await dynamo.send(new BatchWriteItemCommand({ RequestItems: requests }))).UnprocessedItems
  }
}

/** Another tool works on the operation, or it has ended. */
export class NotOwned extends Error {
  override readonly name = 'NotOwned'
}

/**
 * Takes an operation to work on it. Only one tool does so at a time; one that was killed loses it after {@link LEASE_MS}.
 * @throws {NotOwned}
 */
export function takeOperation(table: OperationTable, id: string, owner: string): Promise<void> {
  const now = table.now()
  return update(table, id, {
    set: { status: 'running', why: '', owner, owned_until: now + LEASE_MS },
    condition: [
      'attribute_exists(pk)',
      // The operation has not ended.
      'NOT #status IN (:done, :aborted)',
      // No tool owns it, or this tool itself does: it took it before, and the answer was lost.
      '(attribute_not_exists(owned_until) OR owned_until < :now OR #owner = :owner)',
    ],
    values: { done: 'done', aborted: 'aborted', now, owner },
  })
}

/** Stores the progress and renews the lease of the tool. @throws {NotOwned} when it was paused, aborted or taken over meanwhile. */
export function keepOperation(
  table: OperationTable,
  id: string,
  owner: string,
  progress: Pick<Operation, 'position' | 'counts'>,
): Promise<void> {
  return update(table, id, {
    set: { ...progress, owned_until: table.now() + LEASE_MS },
    condition: ['#owner = :owner', '#status = :running'],
    values: { owner, running: 'running' },
  })
}

/** Gives up ownership. If an operator has paused or aborted the operation meanwhile, that state stays. */
export function endOperation(
  table: OperationTable,
  id: string,
  owner: string,
  end: Pick<Operation, 'position' | 'counts'> & { readonly status: OperationStatus; readonly why?: string },
): Promise<void> {
  return update(table, id, {
    set: { ...end, owned_until: 0 },
    condition: ['#owner = :owner', '#status = :running'],
    values: { owner, running: 'running' },
  })
}

/** Changes the state at an operator's request, from any machine. The tool that works on the operation sees it at its next step. @throws {NotOwned} when it is over. */
export function askOperation(
  table: OperationTable,
  id: string,
  status: 'paused' | 'aborted',
  why: string,
): Promise<void> {
  return update(table, id, {
    set: { status, why, owned_until: 0 },
    condition: ['attribute_exists(pk)', 'NOT #status IN (:done, :aborted)'],
    values: { done: 'done', aborted: 'aborted' },
  })
}

interface Update {
  readonly set: Readonly<Record<string, unknown>>
  readonly condition: readonly string[]
  readonly values: Readonly<Record<string, unknown>>
}

const NAMED = ['status', 'owner']

async function update({ dynamo, operationTable }: OperationTable, id: string, { set, condition, values }: Update) {
  const names = Object.keys(set)
  const conditionText = condition.join(' AND ')
  const input = {
    TableName: operationTable,
    Key: { pk: { S: operationKey(id) }, sk: { S: STATE_KEY } },
    UpdateExpression: `SET ${names.map((_, index) => `#s${index} = :s${index}`).join(', ')}`,
    ConditionExpression: conditionText,
    ExpressionAttributeNames: {
      ...Object.fromEntries(names.map((name, index) => [`#s${index}`, name])),
      ...Object.fromEntries(
        NAMED.filter((name) => conditionText.includes(`#${name}`)).map((name) => [`#${name}`, name]),
      ),
    },
    ExpressionAttributeValues: toAttributes({
      ...Object.fromEntries(names.map((name, index) => [`:s${index}`, set[name]])),
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
    }),
  }
  try {
    await dynamo.send(new UpdateItemCommand(input))
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
    throw new NotOwned(`The operation ${id} is over, or someone else works on it: npm run ops -- operations show ${id}`)
  }
}
