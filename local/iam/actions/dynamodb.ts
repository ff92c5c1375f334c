import type { RequestContext } from '../request.ts'
import { access, type Input, list, members, type Operations, onEverything, type Surroundings, text } from './action.ts'
import { keyValue, partitionValueOfQuery } from './dynamodb-keys.ts'

const LEADING_KEYS = 'dynamodb:leadingkeys'

const tableName = (nameOrArn: string) => /:table\/([^/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn

const tableArn = (nameOrArn: string, { region, accountId }: Surroundings) =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${tableName(nameOrArn)}`

/** The value of the partition key, as text; empty, which no key is, where the item has none. */
const leadingKey = (item: unknown, table: string, { partitionKeyOf }: Surroundings): string =>
  keyValue(members(item)[partitionKeyOf(tableName(table)) ?? '']) ?? ''

/** The keys of the request that say how it reads or writes. */
function optionsOf({ ReturnValues, ReturnConsumedCapacity, Select }: Input): RequestContext {
  const entries = { returnvalues: ReturnValues, returnconsumedcapacity: ReturnConsumedCapacity, select: Select }
  return Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (text(value) ? [[`dynamodb:${key}`, text(value) ?? '']] : [])),
  )
}

const onItem =
  (name: string, item: 'Item' | 'Key') =>
  (input: Input, surroundings: Surroundings, enclosing: RequestContext = {}) => {
    const table = text(input.TableName)
    if (table === undefined) return []
    const keys = { [LEADING_KEYS]: [leadingKey(input[item], table, surroundings)] }
    return [access(`dynamodb:${name}`, tableArn(table, surroundings), { ...optionsOf(input), ...enclosing, ...keys })]
  }

const onTable = (name: string) => (input: Input, surroundings: Surroundings) => {
  const table = text(input.TableName)
  return table === undefined ? [] : [access(`dynamodb:${name}`, tableArn(table, surroundings))]
}

/** Members of a transaction by kind, under the action of the operation that each stands for. */
const transaction = (operation: string, kinds: Record<string, ReturnType<typeof onItem>>) => {
  const enclosing = { 'dynamodb:enclosingoperation': operation }
  return (input: Input, surroundings: Surroundings) =>
    list(input.TransactItems).flatMap((entry) =>
      Object.entries(members(entry)).flatMap(
        ([kind, member]) => kinds[kind]?.(members(member), surroundings, enclosing) ?? [],
      ),
    )
}

/** A batch: one access per table, with the keys of all of its items. */
const batch =
  (name: string, itemsOf: (requests: unknown) => readonly unknown[]) => (input: Input, surroundings: Surroundings) =>
    Object.entries(members(input.RequestItems)).map(([table, requests]) => {
      const keys = itemsOf(requests).map((item) => leadingKey(item, table, surroundings))
      return access(`dynamodb:${name}`, tableArn(table, surroundings), { ...optionsOf(input), [LEADING_KEYS]: keys })
    })

/** A table or an index of it: the latter is a resource of its own. */
const onTableOrIndex = (name: string, context: (input: Input, surroundings: Surroundings) => RequestContext) =>
  ((input, surroundings) => {
    const table = text(input.TableName)
    if (table === undefined) return []
    const index = text(input.IndexName)
    const arn = tableArn(table, surroundings) + (index === undefined ? '' : `/index/${index}`)
    return [access(`dynamodb:${name}`, arn, { ...optionsOf(input), ...context(input, surroundings) })]
  }) satisfies Operations[string]

const queried = (input: Input, { partitionKeyOf }: Surroundings): RequestContext => {
  const key = partitionKeyOf(tableName(text(input.TableName) ?? ''), text(input.IndexName))
  return { [LEADING_KEYS]: [partitionValueOfQuery(input, key) ?? ''] }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html for transactions */
export const dynamodb: Operations = {
  GetItem: onItem('GetItem', 'Key'),
  PutItem: onItem('PutItem', 'Item'),
  UpdateItem: onItem('UpdateItem', 'Key'),
  DeleteItem: onItem('DeleteItem', 'Key'),
  BatchGetItem: batch('BatchGetItem', (requests) => list(members(requests).Keys)),
  BatchWriteItem: batch('BatchWriteItem', (requests) =>
    list(requests).map((request) => {
      const { PutRequest, DeleteRequest } = members(request)
      return members(PutRequest).Item ?? members(DeleteRequest).Key
    }),
  ),
  TransactGetItems: transaction('TransactGetItems', { Get: onItem('GetItem', 'Key') }),
  TransactWriteItems: transaction('TransactWriteItems', {
    Put: onItem('PutItem', 'Item'),
    Update: onItem('UpdateItem', 'Key'),
    Delete: onItem('DeleteItem', 'Key'),
    ConditionCheck: onItem('ConditionCheckItem', 'Key'),
  }),
  Query: onTableOrIndex('Query', queried),
  // A scan has no leading keys: a grant that is meant for some keys must not name it.
  Scan: onTableOrIndex('Scan', () => ({ 'dynamodb:fulltablescan': 'true' })),
  ...Object.fromEntries(
    [
      'CreateTable',
      'UpdateTable',
      'DeleteTable',
      'DescribeTable',
      'UpdateTimeToLive',
      'DescribeTimeToLive',
      'UpdateContinuousBackups',
      'DescribeContinuousBackups',
    ].map((name) => [name, onTable(name)]),
  ),
  ...onEverything('dynamodb', 'ListTables', 'DescribeLimits', 'ListStreams'),
  ...Object.fromEntries(
    ['DescribeStream', 'GetShardIterator'].map((name) => [
      name,
      ({ StreamArn }: Input) => (text(StreamArn) ? [access(`dynamodb:${name}`, text(StreamArn) ?? '')] : []),
    ]),
  ),
  // An iterator begins with the ARN of its stream.
  GetRecords: ({ ShardIterator }) => [access('dynamodb:GetRecords', text(ShardIterator)?.split('|')[0] ?? '')],
}
