import { CreateTableCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventTable, type Running, start } from './kit.ts'

const indexed = { TableName: 'events', IndexName: 'by-time', KeyConditionExpression: 'slot = :b' }

describe('invalid queries', () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
    await running.client.send(new CreateTableCommand(eventTable))
  })
  afterAll(() => running.close())

  it.each<[string, Partial<QueryCommandInput>, string]>([
    ['an unknown index', { IndexName: 'nope' }, 'The table does not have the specified index: nope'],
    [
      'a consistent read of an index',
      { ConsistentRead: true },
      'Consistent reads are not supported on global secondary indexes',
    ],
    [
      'no condition on the partition',
      { KeyConditionExpression: 'event_id = :b' },
      'Query condition missed key schema element: slot',
    ],
    [
      'a filter on a key',
      { FilterExpression: 'event_id = :b' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: event_id',
    ],
    ['an incomplete start key', { ExclusiveStartKey: { pk: { S: 'p1' } } }, 'The provided starting key is invalid'],
    [
      'a condition of the wrong type',
      { ExpressionAttributeValues: { ':b': { N: '1' } } },
      'Condition parameter type does not match schema type',
    ],
  ])('refuses %s', async (_, more, message) => {
    const query = { ...indexed, ExpressionAttributeValues: { ':b': { S: 'b1' } }, ...more }
    await expect(running.client.send(new QueryCommand(query))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    })
  })
})
