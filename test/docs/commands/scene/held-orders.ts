import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unwrap } from '../../../../lambdas/runtime/consumer/decode-message.ts'
import { until } from '../../../e2e/kit/wait.ts'
import { callApi, type Stage } from './stage.ts'

export interface Held {
  readonly order: string
  /** Its head: the id of the event that has died. */
  readonly event: string
}

/** Places an order and waits until its checkout is over, so that only people change it from then on. */
export async function confirmedOrder(stage: Stage): Promise<string> {
  const items = [{ product_id: 'prod_espresso_cup', quantity: 1 }]
  const order = { customer_id: stage.customer, currency: 'USD', items }
  const { order_id } = await callApi<{ order_id: string }>(stage, 'POST', '/orders', order)
  await until(`${order_id} to be confirmed`, async () => {
    const { status } = await callApi<{ status: string }>(stage, 'GET', `/orders/${order_id}`)
    return status === 'confirmed'
  })
  return order_id
}

/**
 * Moves orders on while a drill makes `order-view` refuse every event, so that each of them is held there.
 * @returns each order with the event that has died, at which it is held.
 */
export async function hold(
  stage: Stage,
  orders: readonly string[],
  status: 'shipped' | 'delivered',
): Promise<readonly Held[]> {
  const { ops } = stage
  await ops.run('drill', 'start', 'order-view', '--fail', '1:permanent', '--yes')
  try {
    for (const order of orders) await callApi(stage, 'POST', `/orders/${order}/status`, { status })
    return await Promise.all(orders.map((order) => until(`${order} to be held`, () => headOf(stage, order))))
  } finally {
    await ops.run('drill', 'end', 'order-view')
  }
}

async function headOf(stage: Stage, order: string): Promise<Held | undefined> {
  const [head] = await parkedOf(stage, order)
  return head && { order, event: head.id }
}

async function parkedOf(
  { ops }: Stage,
  order: string,
): Promise<readonly { readonly id: string; readonly body: string }[]> {
  return JSON.parse(await ops.run('parked', 'show', 'order-view', order, '--json')).events
}

/** Writes the data of the event that has died into data.json, the file that the documented edit reads. */
export async function writeDataOfHead(stage: Stage, order: string): Promise<void> {
  const [head] = await parkedOf(stage, order)
  const { data } = unwrap(head?.body ?? '') as { data: unknown }
  writeFileSync(join(stage.directory, 'data.json'), JSON.stringify(data))
}
