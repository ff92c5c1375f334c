import { BatchGetItemCommand, BatchWriteItemCommand, CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventTable, plainTable, type Running, start } from './kit.ts'

describe('batches', () => {
  let running: Running
  beforeAll(async () => {
    running = await start()
    await running.client.send(new CreateTableCommand(plainTable))
    await running.client.send(new CreateTableCommand(eventTable))
  })
  afterAll(() => running.close())

  it('writes and gets in batches, over several tables', async () => {
    const requests = Array.from({ length: 12 }, (_, i) => ({
      PutRequest: { Item: { id: { S: `b${i}` }, n: { N: `${i}` } } },
    }))
    const event = { pk: { S: 'batch' }, sk: { N: '1' } }
    const written = await running.client.send(
      new BatchWriteItemCommand({ RequestItems: { plain: requests, events: [{ PutRequest: { Item: event } }] } }),
    )
    expect(written.UnprocessedItems).toEqual({})
    await running.client.send(
      new BatchWriteItemCommand({ RequestItems: { plain: [{ DeleteRequest: { Key: { id: { S: 'b0' } } } }] } }),
    )
    const keys = Array.from({ length: 12 }, (_, i) => ({ id: { S: `b${i}` } }))
    const got = await running.client.send(
      new BatchGetItemCommand({
        RequestItems: { plain: { Keys: keys, ProjectionExpression: 'n' }, events: { Keys: [event] } },
      }),
    )
    expect(got.Responses?.plain?.map(({ n }) => Number(n?.N)).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ])
    expect(got.Responses?.events).toEqual([event])
  })

  it('refuses batches that are too large or name an item twice', async () => {
    const put = (id: string) => ({ PutRequest: { Item: { id: { S: id } } } })
    const batch = (ids: string[]) =>
      running.client.send(new BatchWriteItemCommand({ RequestItems: { plain: ids.map(put) } }))
    await expect(batch(['a', 'a'])).rejects.toThrow('Provided list of item keys contains duplicates')
    await expect(batch(Array.from({ length: 26 }, (_, i) => `${i}`))).rejects.toMatchObject({
      name: 'ValidationException',
    })
  })
})
