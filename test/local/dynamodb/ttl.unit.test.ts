import { CreateTableCommand, PutItemCommand, ScanCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plainTable, type Running, start } from './kit.ts'

const DAY = 24 * 60 * 60

describe('time to live', () => {
  let running: Running
  let now: number
  beforeEach(async () => {
    running = await start({ timeToLive: { graceMs: 60_000 } })
    now = running.clock.now() / 1000
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'OLD_IMAGE' } as const
    await running.client.send(new CreateTableCommand({ ...plainTable, StreamSpecification }))
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires_at' }
    await running.client.send(new UpdateTimeToLiveCommand({ TableName: 'plain', TimeToLiveSpecification }))
  })
  afterEach(() => running.close())

  const put = (
    id: string,
    more: Record<string, { N: string } | { S: string } | { M: Record<string, { N: string }> }>,
  ) => running.client.send(new PutItemCommand({ TableName: 'plain', Item: { id: { S: id }, ...more } }))
  const ids = async () => {
    const { Items = [] } = await running.client.send(new ScanCommand({ TableName: 'plain' }))
    return Items.map(({ id }) => id?.S).sort()
  }

  it('removes items some time after they have expired, and says so in the stream', async () => {
    await put('soon', { expires_at: { N: `${now + 10}` } })
    await put('later', { expires_at: { N: `${now + DAY}` } })
    running.clock.advance(30_000)
    await running.db.sweep()
    expect(await ids()).toEqual(['later', 'soon'])
    running.clock.advance(60_000)
    await running.db.sweep()
    expect(await ids()).toEqual(['later'])
    const { records } = await running.db.readStream('plain', 'TRIM_HORIZON', 10)
    expect(records.at(-1)).toMatchObject({
      eventName: 'REMOVE',
      dynamodb: { OldImage: { id: { S: 'soon' } } },
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    })
  })

  it('keeps what has no such number, or one too long ago to be meant', async () => {
    await put('none', {})
    await put('text', { expires_at: { S: '1' } })
    await put('nested', { data: { M: { expires_at: { N: '1' } } } })
    await put('ancient', { expires_at: { N: `${now - 6 * 365 * DAY}` } })
    await put('old', { expires_at: { N: `${now - DAY}` } })
    await running.db.sweep()
    expect(await ids()).toEqual(['ancient', 'nested', 'none', 'text'])
  })

  it('goes through large tables', async () => {
    for (let i = 0; i < 1200; i++) {
      const Item = { id: { S: `i${i}` }, expires_at: { N: `${now + (i % 2 === 0 ? -DAY : DAY)}` } }
      await running.db.call('PutItem', { TableName: 'plain', Item })
    }
    await running.db.sweep()
    expect(await ids()).toHaveLength(600)
  })
})
