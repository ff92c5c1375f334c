import { beforeEach, describe, expect, it } from 'vitest'
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb/index.ts'

const TABLE = 'items'

let db: LocalDynamoDb
let consumed: [kind: string, units: number][]

beforeEach(async () => {
  consumed = []
  db = await startDynamoDb({
    region: 'us-east-1',
    accountId: '000000000000',
    onConsumed: (kind, units) => void consumed.push([kind, units]),
  })
  await db.call('CreateTable', {
    TableName: TABLE,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'day', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-day',
        KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  })
  return () => db.close()
})

const KB = 1024
/** An item of so many bytes: names and values count. */
const item = (pk: string, bytes: number, more: object = {}) => ({
  pk: { S: pk },
  text: { S: 'x'.repeat(bytes - 'pktext'.length - pk.length) },
  ...more,
})
const put = (Item: object, more: object = {}) => db.call('PutItem', { TableName: TABLE, Item, ...more })
const whenNew = { ConditionExpression: 'attribute_not_exists(pk)' }

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html and
// https://aws.amazon.com/dynamodb/pricing/on-demand/ : "a write request of a 1 KB item requires one write request unit, … of a
// 3 KB item … three write request units, and a transactional write request of a 3 KB item … six".
describe('writes', () => {
  it('cost a unit for each KB that is begun', async () => {
    await put(item('a', KB))
    await put(item('b', KB + 1))
    await put(item('c', 3 * KB))
    expect(consumed).toEqual([
      ['write', 1],
      ['write', 2],
      ['write', 3],
    ])
  })

  it('cost twice as much in a transaction, a condition check as well as a put', async () => {
    const Put = { TableName: TABLE, Item: item('a', 3 * KB) }
    const ConditionCheck = { TableName: TABLE, Key: { pk: { S: 'b' } }, ...whenNew }
    await db.call('TransactWriteItems', { TransactItems: [{ Put }, { ConditionCheck }] })
    expect(consumed).toEqual([['write', 6 + 2]])
  })

  it('cost what changes in an index besides', async () => {
    await put(item('a', 100, { day: { S: '1' } }))
    await put(item('a', 200, { day: { S: '1' } }))
    await put(item('a', 200, { day: { S: '2' } }))
    expect(consumed).toEqual([
      ['write', 2],
      ['write', 1],
      ['write', 3],
    ])
  })

  // Measured on AWS by others: https://github.com/nubo-db/dynoxide/pull/188, "the transactional 2x factor applies to the base table arm alone".
  it('cost twice in a transaction for the item, and once for its entry in an index', async () => {
    const put = (day: string) => ({ Put: { TableName: TABLE, Item: item('a', 100, { day: { S: day } }) } })
    const ReturnConsumedCapacity = 'INDEXES'
    const first = await db.call('TransactWriteItems', { TransactItems: [put('1')], ReturnConsumedCapacity })
    await db.call('TransactWriteItems', { TransactItems: [put('2')] })
    expect(consumed).toEqual([
      ['write', 2 + 1],
      ['write', 2 + 2],
    ])
    expect(first).toMatchObject({
      ConsumedCapacity: [
        {
          CapacityUnits: 3,
          WriteCapacityUnits: 3,
          Table: { CapacityUnits: 2 },
          GlobalSecondaryIndexes: { 'by-day': { CapacityUnits: 1 } },
        },
      ],
    })
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html: "If a ConditionExpression evaluates to
  // false during a conditional write, DynamoDB still consumes write capacity from the table. The amount consumed is dependent on the
  // size of the existing item (or a minimum of 1)."
  it('cost as much as what stands there when they are refused for their condition', async () => {
    await put(item('a', 2 * KB))
    await expect(put(item('a', 10), whenNew)).rejects.toThrow('conditional')
    await expect(put(item('new', 9), { ConditionExpression: 'attribute_exists(pk)' })).rejects.toThrow('conditional')
    expect(consumed.slice(1)).toEqual([
      ['write', 2],
      ['write', 1],
    ])
  })

  it('cost nothing when they are malformed', async () => {
    await expect(put({ other: { S: 'a' } })).rejects.toThrow()
    expect(consumed).toEqual([])
  })

  it('cost every part of a transaction that one of them cancels, twice', async () => {
    await put(item('a', 2 * KB))
    const TransactItems = [
      { Put: { TableName: TABLE, Item: item('b', 10) } },
      { Put: { TableName: TABLE, Item: item('a', 10), ...whenNew } },
    ]
    await expect(db.call('TransactWriteItems', { TransactItems })).rejects.toThrow('cancelled')
    expect(consumed.slice(1)).toEqual([['write', 2 * (1 + 2)]])
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html, ClientRequestToken
  it('become reads when a transaction is repeated under its token', async () => {
    const input = { TransactItems: [{ Put: { TableName: TABLE, Item: item('a', KB) } }], ClientRequestToken: 'token' }
    await db.call('TransactWriteItems', input)
    await db.call('TransactWriteItems', input)
    expect(consumed).toEqual([
      ['write', 2],
      ['read', 2],
    ])
  })

  it('cost each item of a batch by itself', async () => {
    const requests = [item('a', 10), item('b', KB + 1)].map((Item) => ({ PutRequest: { Item } }))
    await db.call('BatchWriteItem', { RequestItems: { [TABLE]: requests } })
    expect(consumed).toEqual([['write', 3]])
  })
})

// The same pages: "Item sizes for reads are rounded up to the next 4 KB multiple"; half of it eventually consistent, twice in a transaction.
describe('reads', () => {
  const get = (pk: string, more: object = {}) =>
    db.call('GetItem', { TableName: TABLE, Key: { pk: { S: pk } }, ...more })

  it('cost a unit for each 4 KB, half of it when they may be stale, and as much as the smallest item for none', async () => {
    await put(item('a', 4 * KB + 1))
    consumed = []
    await get('a')
    await get('a', { ConsistentRead: true })
    await get('absent')
    expect(consumed).toEqual([
      ['read', 1],
      ['read', 2],
      ['read', 0.5],
    ])
  })

  it('round each item of a batch, but a query as a whole, before its filter', async () => {
    await put(item('a', KB, { day: { S: '1' } }))
    await put(item('b', KB))
    consumed = []
    const Keys = ['a', 'b', 'absent'].map((pk) => ({ pk: { S: pk } }))
    await db.call('BatchGetItem', { RequestItems: { [TABLE]: { Keys } } })
    await db.call('Scan', { TableName: TABLE, FilterExpression: 'attribute_not_exists(pk)' })
    await db.call('TransactGetItems', { TransactItems: Keys.map((Key) => ({ Get: { TableName: TABLE, Key } })) })
    expect(consumed).toEqual([
      ['read', 1.5],
      ['read', 0.5],
      ['read', 6],
    ])
  })
})
