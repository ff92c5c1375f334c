import {
  CreateTableCommand,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DynamoDbFaults, LocalAwsError } from '../../../local/dynamodb/index.ts'
import { eventually } from '../../support/eventually.ts'
import { eventTable, type Running, start } from './kit.ts'

describe('faults', () => {
  let running: Running
  let faults: DynamoDbFaults
  beforeEach(async () => {
    faults = { staleIndexReads: () => undefined }
    running = await start({ faults })
    await running.client.send(new CreateTableCommand(eventTable))
  })
  afterEach(() => running.close())

  const Item = (n: number) => ({ pk: { S: 'a' }, sk: { N: `${n}` }, slot: { S: 's' }, event_id: { S: `e${n}` } })
  const put = (n: number) => running.client.send(new PutItemCommand({ TableName: 'events', Item: Item(n) }))

  it('reach the caller as the exception that was thrown', async () => {
    const calls: unknown[] = []
    faults.before = (operation, tables) => {
      calls.push([operation, tables])
      throw new LocalAwsError('ProvisionedThroughputExceededException', 'Too fast')
    }
    await expect(put(1)).rejects.toBeInstanceOf(ProvisionedThroughputExceededException)
    expect(calls).toEqual([['PutItem', ['events']]])
    delete faults.before
    const Key = { pk: { S: 'a' }, sk: { N: '1' } }
    expect((await running.client.send(new GetItemCommand({ TableName: 'events', Key }))).Item).toBeUndefined()
  })

  it.each([
    ['ThrottlingException', 'ThrottlingError'],
    ['ProvisionedThroughputExceededException', 'ProvisionedThroughputExceeded'],
    ['TransactionConflictException', 'TransactionConflict'],
  ])('cancel a transaction: %s', async (code, reason) => {
    faults.before = () => {
      throw new LocalAwsError(code, 'Not now')
    }
    const TransactItems = [1, 2].map((n) => ({ Put: { TableName: 'events', Item: Item(n) } }))
    const error = await running.client
      .send(new TransactWriteItemsCommand({ TransactItems }))
      .catch((error: unknown) => error)
    expect(error).toBeInstanceOf(TransactionCanceledException)
    expect((error as TransactionCanceledException).CancellationReasons).toEqual([
      { Code: reason, Message: 'Not now' },
      { Code: 'None' },
    ])
  })

  it('delay', async () => {
    const release: (() => void)[] = []
    faults.before = () => new Promise((resolve) => release.push(resolve))
    let isDone = false
    const pending = put(1).then(() => {
      isDone = true
    })
    await eventually(() => expect(release).toHaveLength(1))
    expect(isDone).toBe(false)
    release[0]?.()
    await pending
  })

  it('let an index read miss the newest changes, and only an index read', async () => {
    const inIndex = async () => {
      const { Items = [] } = await running.client.send(
        new QueryCommand({
          TableName: 'events',
          IndexName: 'by-time',
          KeyConditionExpression: 'slot = :s',
          ExpressionAttributeValues: { ':s': { S: 's' } },
          Limit: 3,
        }),
      )
      return Items.map(({ sk }) => sk?.N)
    }
    await put(1)
    await put(3)
    running.clock.advance(10_000)
    await put(2)
    await running.client.send(
      new PutItemCommand({ TableName: 'events', Item: { ...Item(3), slot: { S: 'elsewhere' } } }),
    )
    expect(await inIndex()).toEqual(['1', '2'])
    faults.staleIndexReads = () => 5000
    expect(await inIndex()).toEqual(['1', '3'])
    const Key = { pk: { S: 'a' }, sk: { N: '2' } }
    expect((await running.client.send(new GetItemCommand({ TableName: 'events', Key }))).Item).toBeDefined()
    running.clock.advance(5000)
    expect(await inIndex()).toEqual(['1', '2'])
  })
})
