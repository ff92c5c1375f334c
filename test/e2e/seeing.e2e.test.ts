import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../events/order.ts'
import type { Seen } from '../../ops/catalog/seen/seen.ts'
import type { PipelineStatus } from '../../ops/status/read-status.ts'
import type { Trace, TracedStep } from '../../ops/trace/trace.ts'
import { look } from './kit/look.ts'
import { describeNeeding } from './kit/needs.ts'
import { ops, startedOps } from './kit/ops.ts'
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
      const [found] = await look<Trace[]>('trace', `order/${order.order_id}`)
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

    // Of what is stored, and held against what is declared (E5). Since this order began, nobody else has stored what is strange.
    const seen = await until('the time index to have every event of the order', async () => {
      const all = await look<Seen>('catalog', 'seen', '--since', trace.began_at)
      return ['order.confirmed', 'notification.sent'].every((type) => all.types.some((one) => one.type === type)) && all
    })
    expect(seen.types.find(({ type }) => type === 'order.created')).toMatchObject({
      count: expect.any(Number),
      versions: { [orderCreated.version]: expect.any(Number) },
      takenBy: expect.arrayContaining(['payment', 'inventory']),
    })
    expect(seen.types.every(({ count, perHour, latest }) => count > 0 && perHour > 0 && latest >= trace.began_at)).toBe(
      true,
    )
    expect(seen).toMatchObject({ isCut: false, unknown: [] })
    expect(seen.notStated).not.toContain('order.created')
    expect(seen.withoutEvents).not.toContain('payment')
  })
})

describeNeeding('own-runtime')('status', () => {
  it('reads everything: each consumer, the relays, the API', async () => {
    const status = JSON.parse(await startedOps('status', '--json')) as PipelineStatus
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
