import {
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  ResourceNotFoundException,
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { withTables } from './kit.ts'

describe.each(['memory', 'disk'])('transactions, in %s', (where) => {
  const running = withTables(where)

  const transact = (TransactItems: TransactWriteItem[], more = {}) =>
    running.client.send(new TransactWriteItemsCommand({ TransactItems, ...more }))
  const cancelled = async (TransactItems: TransactWriteItem[]) => {
    const error = await transact(TransactItems).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(TransactionCanceledException)
    return error as TransactionCanceledException
  }
  const get = async (id: string) => {
    const key = { TableName: 'plain', Key: { id: { S: id } } }
    return (await running.client.send(new GetItemCommand(key))).Item
  }
  const put = (id: string, more = {}) => ({ Put: { TableName: 'plain', Item: { id: { S: id }, ...more } } })
  const once = (id: string) => ({ Put: { ...put(id).Put, ConditionExpression: 'attribute_not_exists(id)' } })

  it('writes to several tables, in all four ways', async () => {
    await transact([put('check'), put('update'), put('delete')])
    const result = await transact(
      [
        {
          ConditionCheck: {
            TableName: 'plain',
            Key: { id: { S: 'check' } },
            ConditionExpression: 'attribute_exists(id)',
          },
        },
        {
          Update: {
            TableName: 'plain',
            Key: { id: { S: 'update' } },
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
        { Delete: { TableName: 'plain', Key: { id: { S: 'delete' } } } },
        { Put: { TableName: 'events', Item: { pk: { S: 'a' }, sk: { N: '1' } } } },
      ],
      { ReturnConsumedCapacity: 'TOTAL' },
    )
    expect(await get('check')).toEqual({ id: { S: 'check' } })
    expect(await get('update')).toEqual({ id: { S: 'update' }, n: { N: '1' } })
    expect(await get('delete')).toBeUndefined()
    expect(result.ConsumedCapacity).toEqual([
      { TableName: 'plain', CapacityUnits: 6, WriteCapacityUnits: 6 },
      { TableName: 'events', CapacityUnits: 2, WriteCapacityUnits: 2 },
    ])
  })

  it('does nothing when one condition fails, and says which', async () => {
    await transact([put('taken', { owner: { S: 'me' } })])
    const error = await cancelled([
      put('would-be-new'),
      { Put: { ...once('taken').Put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
      once('taken-not'),
    ])
    expect(error.message).toBe(
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None]',
    )
    expect(error.CancellationReasons).toEqual([
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { id: { S: 'taken' }, owner: { S: 'me' } },
      },
      { Code: 'None' },
    ])
    expect(await get('would-be-new')).toBeUndefined()
    expect(await get('taken-not')).toBeUndefined()
  })

  it('keeps the item to itself unless asked for it', async () => {
    await transact([put('quiet')])
    expect((await cancelled([once('quiet')])).CancellationReasons).toEqual([
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
    ])
  })

  it('names every failing item, invalid ones too', async () => {
    await transact([put('text', { n: { S: 'not a number' } })])
    const error = await cancelled([
      {
        Update: {
          TableName: 'plain',
          Key: { id: { S: 'text' } },
          UpdateExpression: 'SET n = n + :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
      { Delete: { TableName: 'plain', Key: { wrong: { S: 'text' } } } },
    ])
    expect(error.CancellationReasons).toEqual([
      { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
      { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
    ])
  })

  it('lets exactly one of many that compete win', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => transact([once('prize'), put(`entry-${i}`)])),
    )
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const entries = await Promise.all(Array.from({ length: 20 }, (_, i) => get(`entry-${i}`)))
    expect(entries.filter(Boolean)).toHaveLength(1)
  })

  it('counts concurrent updates without losing one', async () => {
    const add = {
      Update: {
        TableName: 'plain',
        Key: { id: { S: 'counter' } },
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    }
    await Promise.all(Array.from({ length: 50 }, (_, i) => transact([add, put(`count-${i}`)])))
    expect(await get('counter')).toMatchObject({ n: { N: '50' } })
  })

  it('does a request with the same token once, for ten minutes', async () => {
    const count = (by: string) => [
      {
        Update: {
          TableName: 'plain',
          Key: { id: { S: 'token' } },
          UpdateExpression: 'ADD n :by',
          ExpressionAttributeValues: { ':by': { N: by } },
        },
      },
    ]
    const token = { ClientRequestToken: `token-${where}` }
    await transact(count('1'), token)
    await transact(count('1'), token)
    expect(await get('token')).toMatchObject({ n: { N: '1' } })
    await expect(transact(count('2'), token)).rejects.toBeInstanceOf(IdempotentParameterMismatchException)
    running.clock.advance(10 * 60 * 1000)
    await transact(count('2'), token)
    expect(await get('token')).toMatchObject({ n: { N: '3' } })
  })

  it('does not remember the token of a cancelled transaction', async () => {
    const token = { ClientRequestToken: `again-${where}` }
    const needs = {
      ConditionCheck: { TableName: 'plain', Key: { id: { S: 'later' } }, ConditionExpression: 'attribute_exists(id)' },
    }
    await expect(transact([needs, put('waits')], token)).rejects.toBeInstanceOf(TransactionCanceledException)
    await transact([put('later')])
    await transact([needs, put('waits')], token)
    expect(await get('waits')).toBeDefined()
  })

  it.each([
    [
      'an item twice',
      [put('twice'), put('twice')],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'more than 100 items',
      Array.from({ length: 101 }, (_, i) => put(`${i}`)),
      'Member must have length less than or equal to 100',
    ],
    ['no items', [], 'Member must have length greater than or equal to 1'],
    ['a part without action', [{}], 'TransactItems can only contain one of Check, Put, Update or Delete'],
    [
      'a syntax error',
      [{ Put: { ...put('x').Put, ConditionExpression: 'id =' } }],
      'Invalid ConditionExpression: Syntax error',
    ],
    [
      'more than 4 MB',
      Array.from({ length: 11 }, (_, i) => put(`${i}`, { data: { S: 'x'.repeat(400_000) } })),
      'Aggregate size of the items in the transaction cannot exceed 4 MB',
    ],
  ])('refuses %s', async (_, items, message) => {
    await expect(transact(items as TransactWriteItem[])).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    })
  })

  it('takes 100 items', async () => {
    await transact(Array.from({ length: 100 }, (_, i) => put(`hundred-${i}`)))
    expect(await get('hundred-99')).toBeDefined()
  })

  it('knows which tables there are not', async () => {
    const nowhere = { Put: { TableName: 'nowhere', Item: { id: { S: 'x' } } } }
    await expect(transact([put('never'), nowhere])).rejects.toBeInstanceOf(ResourceNotFoundException)
    expect(await get('never')).toBeUndefined()
  })

  it('gets several items at one moment', async () => {
    const event = { pk: { S: 'g' }, sk: { N: '1' }, doc: { M: { a: { N: '1' }, b: { N: '2' } } } }
    await transact([put('g1', { v: { N: '1' } })])
    await running.client.send(new PutItemCommand({ TableName: 'events', Item: event }))
    const { Responses, ConsumedCapacity } = await running.client.send(
      new TransactGetItemsCommand({
        TransactItems: [
          { Get: { TableName: 'plain', Key: { id: { S: 'g1' } } } },
          { Get: { TableName: 'plain', Key: { id: { S: 'missing' } } } },
          { Get: { TableName: 'events', Key: { pk: event.pk, sk: event.sk }, ProjectionExpression: 'doc.b' } },
        ],
        ReturnConsumedCapacity: 'TOTAL',
      }),
    )
    expect(Responses).toEqual([
      { Item: { id: { S: 'g1' }, v: { N: '1' } } },
      {},
      { Item: { doc: { M: { b: { N: '2' } } } } },
    ])
    expect(ConsumedCapacity).toEqual([
      { TableName: 'plain', CapacityUnits: 4, ReadCapacityUnits: 4 },
      { TableName: 'events', CapacityUnits: 2, ReadCapacityUnits: 2 },
    ])
  })
})
