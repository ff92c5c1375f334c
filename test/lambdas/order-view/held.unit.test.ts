import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { orderViewConsumer } from '../../../lambdas/order-view/consumers.ts'
import { orderDocument } from '../../../lambdas/order-view/order-document.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { updateHandlers } from '../../../lambdas/runtime/consumer/update-handlers.ts'
import { wakeUpBody, wakeUpGroup } from '../../../lambdas/runtime/parking/send-wake-up.ts'
import { createReadModelUpdater } from '../../../lambdas/runtime/read-model/read-model-store.ts'
import { readHolds, readParkedIds } from '../../../ops/parked/holds.ts'
import { verifyReadModel } from '../../../ops/verify/verify-read-model.ts'
import { consumerKit, deliver, TestClock } from '../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { FifoQueue } from '../../support/fifo-queue.ts'
import { orderHistory, orderPaths } from './histories.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb({ stateIndexes: orderDocument.indexes })
})
afterAll(() => db.close())

const ORDERS = 105
const HELD = 5

it('five orders whose order.created cannot be handled wait, a hundred go on, and one release brings the five to a fresh fold', async () => {
  const clock = new TestClock()
  const queue = new FifoQueue(clock)
  const histories = Array.from({ length: ORDERS }, (_, index) => orderHistory(String(index), orderPaths[3]!))
  const broken = new Set(histories.slice(0, HELD).map(([created]) => created!.event_id))
  const kit = consumerKit(db, clock)
  const update = createReadModelUpdater(orderDocument, { client: db.client, table: testTables.state, clock })
  const failing = async (event: EventEnvelope) => {
    if (broken.has(event.event_id)) throw new Error('the projection is broken')
    return update(event)
  }
  const handler = consumerHandler(orderViewConsumer, kit.environment, updateHandlers(orderViewConsumer, failing))
  const drain = async () => {
    while (queue.size > 0) {
      clock.advance(queue.dueInSeconds ?? 0)
      const batch = queue.receive()
      kit.postponed.length = 0
      const left = new Set(await deliver(handler, batch))
      for (const { messageId = '' } of batch) if (!left.has(messageId)) queue.delete(messageId)
      for (const one of kit.postponed) queue.postpone(one.receiptHandle.slice('handle-'.length), one.delaySeconds)
    }
  }
  const reading = { dynamo: db.client, tables: { parked: testTables.parked } }
  const verify = () =>
    verifyReadModel({
      model: orderDocument,
      client: db.client,
      table: testTables.state,
      eventStore: { readSegment: async () => ({ events: histories.flat() }) },
      generation: 'g1',
      parked: () => readParkedIds(reading, 'order-view'),
      segments: 1,
      onProgress: () => {},
    })

  for (const event of histories.flat()) queue.send(JSON.stringify(event), event.aggregate_id)
  await drain()
  const holds = await readHolds(reading, 'order-view')
  expect(holds.map(({ parked }) => parked)).toEqual(Array(HELD).fill(histories[0]!.length))
  expect(await verify()).toMatchObject({ documents: ORDERS, behind: HELD, differences: [] })

  broken.clear()
  for (const { aggregate: group } of holds) queue.send(wakeUpBody({ group, onlyHead: false }), wakeUpGroup(group))
  await drain()
  expect(await readHolds(reading, 'order-view')).toEqual([])
  expect(await verify()).toMatchObject({ documents: ORDERS, behind: 0, differences: [] })
}, 60_000)
