import {
  type AttributeValue,
  type ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  fromAttributes,
  INDEX_KEY,
  indexSortKey,
  type Operation,
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
export const LEASE_MS = 30_000

/** When an item of the operation table expires, as its attribute. @param now epoch milliseconds. */
export const expiry = (now: number) => ({ N: String(Math.ceil(now / 1000) + KEPT_SECONDS) })

/** Makes an operation of items that are written already, so that an operation which can be read is complete. */
export async function createOperation(table: OperationTable, operation: Operation) {
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
    set: { status: 'running', why: '', detail: '', owner, owned_until: now + LEASE_MS },
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

/**
 * Stores the progress and renews the lease of a tool that has something in hand, even if a person has paused or aborted the operation meanwhile:
 * what it has begun it ends, and puts on record. Until it lets go, nobody else takes the operation.
 * @throws {NotOwned} when it was taken over, or when it was paused or aborted and the lease has run out, so that another may have begun.
 */
export function ownOperation(
  table: OperationTable,
  id: string,
  owner: string,
  progress: Pick<Operation, 'position' | 'counts'>,
): Promise<void> {
  const now = table.now()
  return update(table, id, {
    set: { ...progress, owned_until: now + LEASE_MS },
    condition: ['#owner = :owner', '(#status = :running OR owned_until > :now)'],
    values: { owner, running: 'running', now },
  })
}

/** Gives up ownership. If an operator has paused or aborted the operation meanwhile, that state stays. */
export function endOperation(
  table: OperationTable,
  id: string,
  owner: string,
  end: Pick<Operation, 'position' | 'counts' | 'status' | 'why' | 'detail'>,
): Promise<void> {
  return update(table, id, {
    set: { ...end, owned_until: 0 },
    condition: ['#owner = :owner', '#status = :running'],
    values: { owner, running: 'running' },
    isMade: (item) => item.owner?.S === owner && item.status?.S === end.status && item.owned_until?.N === '0',
  })
}

/**
 * Changes the state at an operator's request, from any machine. The tool that works on the operation sees it at its next step, at most a batch
 * later, and lets go of it then; until that, or until its lease is over, nobody else can take it, so that no batch is sent by two tools.
 *
 * An operation that is paused or stopped already stays as it is, with its own reason; so does one that is aborted when that is asked for again.
 * @throws {NotOwned} when it is over.
 */
export async function askOperation(
  table: OperationTable,
  id: string,
  status: 'paused' | 'aborted',
  why: string,
): Promise<void> {
  const isAbort = status === 'aborted'
  const over = isAbort ? ['done', 'aborted'] : ['done', 'aborted', 'paused', 'stopped']
  await update(table, id, {
    set: { status, why },
    condition: ['attribute_exists(pk)', `NOT #status IN (${over.map((one) => `:${one}`).join(', ')})`],
    values: Object.fromEntries(over.map((one) => [one, one])),
    // Made by an earlier call whose answer was lost, or there was nothing to do.
    isMade: (item) => (isAbort ? ['aborted'] : ['paused', 'stopped']).includes(item.status?.S ?? ''),
  })
}

/**
 * Says that this tool does nothing more about an operation which was paused or aborted meanwhile, so that others need not wait for its lease, and
 * how far it has come.
 */
export async function letGoOfOperation(
  table: OperationTable,
  id: string,
  owner: string,
  progress: Pick<Operation, 'position' | 'counts'>,
): Promise<void> {
  await update(table, id, {
    set: { ...progress, owned_until: 0 },
    condition: ['#owner = :owner', '#status <> :running'],
    values: { owner, running: 'running' },
    isMade: () => true,
  })
}

interface Update {
  readonly set: Readonly<Record<string, unknown>>
  readonly condition: readonly string[]
  readonly values: Readonly<Record<string, unknown>>
  /** Whether the item that refuses the update shows that it is made, or needless. Default: it never does. */
  readonly isMade?: (item: Record<string, AttributeValue>) => boolean
}

const NAMED = ['status', 'owner']

async function update(
  { dynamo, operationTable }: OperationTable,
  id: string,
  { set, condition, values, isMade }: Update,
): Promise<void> {
  const names = Object.keys(set)
  const conditionText = condition.join(' AND ')
  const input = {
    TableName: operationTable,
    Key: { pk: { S: operationKey(id) }, sk: { S: STATE_KEY } },
    UpdateExpression: `SET ${names.map((_, index) => `#s${index} = :s${index}`).join(', ')}`,
    ConditionExpression: conditionText,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
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
    const { Item } = error as ConditionalCheckFailedException
    if (Item && isMade?.(Item)) return
    const lease = `a tool that was paused lets go of it within seconds, and one that was killed within ${LEASE_MS / 1000} s`
    throw new NotOwned(
      `The operation ${id} is over, or someone else works on it (${lease}): npm run ops -- operations show ${id}`,
    )
  }
}
