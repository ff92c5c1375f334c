import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb/index.ts'
import { eventTable, plainTable, TestClock, temporaryDirectory } from './kit.ts'
import { EVENTS_PER_TRANSACTION } from './tables.ts'

const child = fileURLToPath(new URL('crash-child.ts', import.meta.url))

describe('durability', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  const clock = new TestClock()
  beforeEach(async () => {
    directory = await temporaryDirectory()
  })
  afterEach(() => directory.remove())

  const open = () => startDynamoDb({ dataDir: directory.path, region: 'us-east-1', accountId: '000000000000', clock })
  const everything = async (db: LocalDynamoDb, TableName: string, more = {}) => {
    const items: Record<string, Record<string, string>>[] = []
    let page: Record<string, unknown> = {}
    do {
      const from = page.LastEvaluatedKey ? { ExclusiveStartKey: page.LastEvaluatedKey } : {}
      page = await db.call('Scan', { TableName, ...more, ...from })
      items.push(...(page.Items as typeof items))
    } while (page.LastEvaluatedKey)
    return items
  }
  const allRecords = async (db: LocalDynamoDb) => {
    const names: string[] = []
    let from: bigint | 'TRIM_HORIZON' = 'TRIM_HORIZON'
    for (;;) {
      const { records, next } = await db.readStream('events', from, 1000)
      if (records.length === 0) return names
      names.push(
        ...records.map(({ dynamodb: { Keys } }) => `${(Keys.pk as { S: string }).S}/${(Keys.sk as { N: string }).N}`),
      )
      from = next
    }
  }

  /** Lets a process write until it kills itself, and tells which transactions it has acknowledged. */
  async function writeAndDie(first: number, count: number, turns: number): Promise<number[]> {
    const options = [directory.path, first, count, turns].map(String)
    const writer = spawn(process.execPath, [child, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(writer, 'exit')
    const acknowledged: number[] = []
    for await (const line of createInterface({ input: writer.stdout })) acknowledged.push(Number(line))
    expect(await exited).toEqual([null, 'SIGKILL'])
    return acknowledged
  }

  it('neither loses an acknowledged transaction nor keeps half of one when the process is killed', async () => {
    const acknowledged: number[] = []
    for (const [round, turns] of [0, 1, 2, 5, 20].entries()) {
      acknowledged.push(...(await writeAndDie(round * 100_000, 10, turns)))
      const db = await open()
      const items = (await everything(db, 'events')).map(({ pk, sk }) => `${pk?.S}/${sk?.N}`)
      const transactions = new Set(items.map((name) => name.slice(0, name.indexOf('/'))))
      const expected = [...transactions].flatMap((name) =>
        Array.from({ length: EVENTS_PER_TRANSACTION }, (_, i) => `${name}/${i + 1}`),
      )
      expect(items.sort()).toEqual(expected.sort())
      expect(acknowledged.filter((n) => !transactions.has(`tx${n}`))).toEqual([])

      const counters = await everything(db, 'plain')
      const n = { N: `${transactions.size}` }
      expect(counters.sort((a, b) => (String(a.id?.S) < String(b.id?.S) ? -1 : 1))).toEqual([
        { id: { S: 'left' }, n },
        { id: { S: 'right' }, n },
      ])

      const index = await everything(db, 'events', { IndexName: 'by-time' })
      expect(index.map(({ pk, sk }) => `${pk?.S}/${sk?.N}`).sort()).toEqual(items)

      expect((await allRecords(db)).sort()).toEqual(items)
      await db.close()
    }
  })

  it('goes on where it was when it is started again', async () => {
    const before = await open()
    await before.call('CreateTable', { ...eventTable, Tags: [{ Key: 'a', Value: 'b' }] })
    await before.call('CreateTable', plainTable)
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires_at' }
    await before.call('UpdateTimeToLive', { TableName: 'plain', TimeToLiveSpecification })
    const Item = { pk: { S: 'a' }, sk: { N: '1' }, slot: { S: 's' }, event_id: { S: 'e' } }
    const transaction = { TransactItems: [{ Put: { TableName: 'events', Item } }], ClientRequestToken: 'token' }
    await before.call('TransactWriteItems', transaction)
    const described = await before.call('DescribeTable', { TableName: 'events' })
    const { next } = await before.readStream('events', 'TRIM_HORIZON', 10)
    await before.close()

    const after = await open()
    expect(await after.call('DescribeTable', { TableName: 'events' })).toEqual(described)
    expect(await after.call('DescribeTimeToLive', { TableName: 'plain' })).toMatchObject({
      TimeToLiveDescription: { AttributeName: 'expires_at' },
    })
    expect(await everything(after, 'events')).toEqual([Item])
    await after.call('TransactWriteItems', transaction)
    expect((await after.readStream('events', next, 10)).records).toEqual([])
    await after.call('DeleteItem', { TableName: 'events', Key: { pk: Item.pk, sk: Item.sk } })
    const { records } = await after.readStream('events', next, 10)
    expect(records.map(({ eventName, dynamodb }) => [eventName, BigInt(dynamodb.SequenceNumber)])).toEqual([
      ['REMOVE', next],
    ])
    await after.close()
  })

  it('does not use sequence numbers again after all records were trimmed', async () => {
    const before = await open()
    await before.call('CreateTable', eventTable)
    await before.call('PutItem', { TableName: 'events', Item: { pk: { S: 'a' }, sk: { N: '1' } } })
    const { next } = await before.readStream('events', 'TRIM_HORIZON', 10)
    clock.advance(25 * 60 * 60 * 1000)
    await before.sweep()
    await before.close()
    const after = await open()
    await after.call('PutItem', { TableName: 'events', Item: { pk: { S: 'a' }, sk: { N: '2' } } })
    const { records } = await after.readStream('events', 'TRIM_HORIZON', 10)
    expect(records.map(({ dynamodb }) => BigInt(dynamodb.SequenceNumber))).toEqual([next])
    await after.close()
  })

  it('lets only one process at a time use a data directory', async () => {
    const db = await open()
    await expect(open()).rejects.toThrow('is another process using it?')
    await db.close()
  })
})
