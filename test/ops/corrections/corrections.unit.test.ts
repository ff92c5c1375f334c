import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { type Correction, correctionPut, type Decision } from '../../../ops/corrections/correction.ts'
import { corrected, correctedStore, readCorrections } from '../../../ops/corrections/corrections.ts'
import { selectEvents } from '../../../ops/replay/selection.ts'
import { orderHistory } from '../../lambdas/order-view/histories.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'

const table = testTables.operations
let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const [first, second, third] = ['1', '2', '3'].map((id) => orderHistory(id, [])[0]!) as [
  EventEnvelope,
  EventEnvelope,
  EventEnvelope,
]
const edited = (event: EventEnvelope, digit: string): EventEnvelope => ({
  ...event,
  event_id: event.event_id.slice(0, -1) + digit,
  data: { ...event.data, edited: digit },
})

const decide = (consumer: string, event: EventEnvelope, decision: Decision) => {
  const correction: Correction = {
    consumer,
    eventId: event.event_id,
    reason: 'a test',
    by: { arn: 'arn:aws:iam::000000000000:user/anna' },
    at: '2026-04-28T10:00:00.000Z',
    from: 'dead-letters',
    ...decision,
  }
  return db.client.send(new TransactWriteItemsCommand({ TransactItems: [correctionPut(table, correction)] }))
}

describe('what an operator has decided about an event of one consumer', () => {
  const again = edited(second, 'a')
  const oncemore = edited(second, 'b')

  beforeAll(async () => {
    await decide('order-view', first, { kind: 'skip' })
    await decide('order-view', second, { kind: 'edit', replacement: again })
    await decide('order-view', again, { kind: 'edit', replacement: oncemore })
  })
  const read = (consumer: string) => readCorrections({ dynamo: db.client, table }, consumer)

  it('is what this consumer takes instead: nothing for a skip, the last of several edits', async () => {
    const corrections = await read('order-view')
    expect([first, second, third].map((event) => corrected(corrections, event))).toEqual([undefined, oncemore, third])
  })

  it('leaves every other consumer with the event as it was stored', async () => {
    const corrections = await read('order-summary')
    expect([first, second, third].map((event) => corrected(corrections, event))).toEqual([first, second, third])
  })

  it('is honoured by whatever reads the whole store for a read model', async () => {
    const store = correctedStore(
      { readSegment: async () => ({ events: [first, second, third], cursor: 'next' }) },
      await read('order-view'),
    )
    expect(await store.readSegment({ segment: 0, segments: 1 })).toEqual({ events: [oncemore, third], cursor: 'next' })
  })

  it('is honoured by a replay, which goes on behind the event that is stored', async () => {
    const source = {
      corrections: await read('order-view'),
      storage: { readStream: async () => ({ events: [], more: false }) },
      eventStore: {
        async *readByTime() {
          yield* [first, second, third]
        },
      },
    }
    const selection = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' }
    const selected = []
    for await (const one of selectEvents(source, selection)) selected.push(one)
    expect(selected).toEqual([
      { event: oncemore, cursor: second.event_id },
      { event: third, cursor: third.event_id },
    ])
  })

  it('is decided once: a second decision about the same event is refused', async () => {
    await expect(decide('order-view', first, { kind: 'edit', replacement: edited(first, 'c') })).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    })
  })
})
