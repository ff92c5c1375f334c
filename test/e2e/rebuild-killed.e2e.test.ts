import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { dynamodb, output, queueUrlOf } from './kit/aws.ts'
import { tidyGenerations } from './kit/generations.ts'
import { depthBefore, drained } from './kit/messages.ts'
import { killedOps, ops } from './kit/ops.ts'
import { get, openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { until } from './kit/wait.ts'

const MODEL = 'order-summary'

/** So many that a rebuild is a matter of hundreds of calls, and there is a middle to die in. */
const SEGMENTS = 200

/** How many segments of the rebuild are done, as it writes down for whoever takes it up. */
async function checkpoints(): Promise<number> {
  const { Count = 0 } = await dynamodb().send(
    new QueryCommand({
      TableName: await output('OrderViewTableName'),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :checkpoint)',
      ExpressionAttributeValues: { ':pk': { S: `read-model#${MODEL}` }, ':checkpoint': { S: 'checkpoint#' } },
      ConsistentRead: true,
    }),
  )
  return Count
}

it('a rebuild that is killed is taken up where it was, and ends byte-equal; readers notice nothing (D6)', async () => {
  await tidyGenerations(MODEL)
  const queue = await queueUrlOf(MODEL)
  const atRest = await depthBefore(queue)
  const shop = await openShop({ funds: 10_000, stock: 1_000 })
  const orders = await Promise.all(Array.from({ length: 8 }, () => placeOrder(shop, 1)))
  await Promise.all(orders.map(({ order_id }) => orderEnds(order_id)))
  const summary = (orderId: string) => get<{ status: string }>(`/orders/${orderId}/summary`)
  const live = async () => /^(g\d+).*live/m.exec(await ops('generations', MODEL))?.[1]
  const before = await live()

  const someAreDone = () => until('a checkpoint', async () => (await checkpoints()) > 0, { intervalMs: 1 })
  await killedOps(['rebuild', MODEL, '--segments', `${SEGMENTS}`], /→ g\d+ .*events/, someAreDone)
  const done = await checkpoints()
  expect(done, 'segments done by the rebuild that died').toBeGreaterThan(0)
  expect(done, 'segments done by the rebuild that died').toBeLessThan(SEGMENTS)
  expect(await live(), 'still the old one').toBe(before)
  const meanwhile = await placeOrder(shop, 1)
  await orderEnds(meanwhile.order_id)

  const printed = await ops('rebuild', MODEL, '--resume')
  expect(printed).toMatch(/is live/)
  expect(await live()).not.toBe(before)
  await drained(queue, atRest)
  expect(await ops('verify', MODEL)).toMatch(/: equal\./)
  expect(await ops('verify', MODEL, '--generation', before ?? '')).toMatch(/: equal\./)
  expect(await checkpoints(), 'left behind').toBe(0)
  for (const { order_id } of [...orders, meanwhile]) expect((await summary(order_id)).status).toBe('confirmed')
})
