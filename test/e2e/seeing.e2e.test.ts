import { describe, expect, it } from 'vitest'
import type { PipelineStatus } from '../../ops/status/read-status.ts'
import type { Trace, TracedStep } from '../../ops/trace/trace.ts'
import { describeNeeding } from './kit/needs.ts'
import { ops } from './kit/ops.ts'
import { openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { until } from './kit/wait.ts'

const all = (step: TracedStep): TracedStep[] => [
  step,
  ...[...step.deliveries.flatMap(({ led_to }) => led_to), ...step.led_to].flatMap(all),
]

describe('seeing what became of an order (O3)', () => {
  it('trace tells all that its request set in motion, until every effect has happened', async () => {
    const shop = await openShop({ funds: 1_000, stock: 10 })
    const order = await placeOrder(shop, 1)
    await orderEnds(order.order_id)
    const trace = await until('every delivery of the order to be done', async () => {
      const [found] = JSON.parse(await ops('trace', `order/${order.order_id}`, '--json')) as Trace[]
      const steps = found?.steps.flatMap(all) ?? []
      const open = steps.flatMap(({ deliveries }) => deliveries.filter(({ state }) => state !== 'done'))
      return steps.some(({ type }) => type === 'order.confirmed') && open.length === 0 ? found : undefined
    })
    expect(trace.requests).toEqual([expect.objectContaining({ route: 'POST /orders', status: 201, error: null })])
    const created = trace.steps.find(({ type }) => type === 'order.created')
    expect(created).toMatchObject({ stored_as: `order/${order.order_id} 1`, kind: 'event' })
    const payment = created?.deliveries.find(({ consumer }) => consumer === 'payment')
    expect(payment).toMatchObject({
      state: 'done',
      marker: 'completed',
      attempts: [{ outcome: 'processed', attempt: 1 }],
    })
    expect(payment?.led_to.map(({ type }) => type)).toContain('payment.processed')
    expect(trace.steps.flatMap(all).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['inventory.reserved', 'confirm_order', 'order.confirmed', 'notification.sent']),
    )
    const lines = await ops('logs', 'consumer-payment', '--grep', order.order_id, '--json')
    expect(lines).toContain('"outcome":"processed"')
  })
})

describeNeeding('own-runtime')('status', () => {
  it('reads everything: each consumer, the relays, the API', async () => {
    const status = JSON.parse(await ops('status', '--json')) as PipelineStatus
    expect(status.unread).toEqual([])
    expect(
      status.consumers.every(
        ({ waiting, dead_letters, deployed_at }) => waiting !== null && dead_letters !== null && deployed_at !== null,
      ),
    ).toBe(true)
    expect(status.relays.find(({ relay }) => relay === 'events')).toMatchObject({
      is_fed: true,
      lag_seconds: expect.any(Number),
    })
    expect(status.api).toMatchObject({ server_errors: expect.any(Number), p99_ms: expect.any(Number) })
  })
})
