import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderDocument } from '../../../lambdas/order-view/order-document.ts'
import { readHolds } from '../../../ops/parked/holds.ts'
import { readWaiting } from '../../../ops/parked/waiting.ts'
import { verifyReadModel } from '../../../ops/verify/verify-read-model.ts'
import { TestClock } from '../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { HeldOrders } from './held-orders.ts'
import { orderHistory, orderPaths } from './histories.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb({ stateIndexes: orderDocument.indexes })
})
afterAll(() => db.close())

const ORDERS = 105
const HELD = 5

it('five orders whose order.created cannot be handled wait, a hundred go on, and one release brings the five to a fresh fold', async () => {
  const orders = new HeldOrders(db, new TestClock())
  const histories = Array.from({ length: ORDERS }, (_, index) => orderHistory(String(index), orderPaths[3]!))
  for (const [created] of histories.slice(0, HELD)) orders.broken.add(created!.event_id)
  const verify = () =>
    verifyReadModel({
      model: orderDocument,
      client: db.client,
      table: testTables.state,
      eventStore: { readSegment: async () => ({ events: histories.flat() }) },
      generation: 'g1',
      parked: () => readWaiting(orders.reading, 'order-view'),
      segments: 1,
      onProgress: () => {},
    })

  await orders.handle(...histories.flat())
  const holds = await readHolds(orders.reading, 'order-view')
  expect(holds.map(({ parked }) => parked)).toEqual(Array(HELD).fill(histories[0]!.length))
  expect(await verify()).toMatchObject({ documents: ORDERS, behind: HELD, differences: [] })

  orders.broken.clear()
  const released = await orders.release()
  expect(released.map(({ outcome }) => outcome)).toEqual(Array(HELD).fill('live'))
  expect(await readHolds(orders.reading, 'order-view')).toEqual([])
  expect(await verify()).toMatchObject({ documents: ORDERS, behind: 0, differences: [] })
})
