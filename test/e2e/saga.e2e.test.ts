import { describe, expect, it } from 'vitest'
import { listSchedules } from '../../ops/schedules/list-schedules.ts'
import { cloudFormation, pipelineStacks, queueUrlOf, scheduler } from './kit/aws.ts'
import { fromEventBridge, orderCreatedEvent } from './kit/events.ts'
import { broken, configured } from './kit/functions.ts'
import { request } from './kit/http.ts'
import { depth, send } from './kit/messages.ts'
import { itNeeding } from './kit/needs.ts'
import { balanceOf, historyOf, openShop, orderEnds, orderOf, placeOrder, post, stockOf } from './kit/shop.ts'
import { until } from './kit/wait.ts'

const endsOnce = async (orderId: string): Promise<void> => {
  const ends = (await historyOf(orderId)).filter(({ event_type }) => /confirmed|cancelled/.test(event_type))
  expect(ends).toHaveLength(1)
}

/** Whether anything is scheduled for the order, in any group of the pipeline. */
async function hasDeadline(orderId: string): Promise<boolean> {
  const clients = { cloudFormation: cloudFormation(), scheduler: scheduler() }
  const { schedules, isCut } = await listSchedules(clients, await pipelineStacks(), 10_000)
  expect(isCut).toBe(false)
  return schedules.some(({ input }) => input.includes(orderId))
}

describe('the checkout saga (D4)', () => {
  it('cancels an order without funds and puts the stock back', async () => {
    const shop = await openShop({ funds: 10, stock: 5 })
    const order = await placeOrder(shop, 2)
    expect(await orderEnds(order.order_id)).toMatchObject({ status: 'cancelled', reason: { code: 'payment_failed' } })
    await until('the stock to be back', async () => (await stockOf(shop.productId)) === 5)
    expect(await balanceOf(shop.accountId)).toBe(10)
    await endsOnce(order.order_id)
  })

  it('cancels an order of a customer without an account, and puts the stock back', async () => {
    const shop = await openShop({ stock: 5 })
    const { customer_id: customerId } = await post<{ customer_id: string }>('/customers', {
      name: 'Grace Hopper',
      email: 'grace@example.com',
    })
    const order = await placeOrder({ ...shop, customerId }, 2)
    expect(await orderEnds(order.order_id)).toMatchObject({ status: 'cancelled', reason: { code: 'payment_failed' } })
    await until('the stock to be back', async () => (await stockOf(shop.productId)) === 5)
    await endsOnce(order.order_id)
  })

  it('cancels an order without stock and gives the money back', async () => {
    const shop = await openShop({ funds: 500, stock: 1 })
    const order = await placeOrder(shop, 2)
    expect(await orderEnds(order.order_id)).toMatchObject({ status: 'cancelled', reason: { code: 'out_of_stock' } })
    await until('the money to be back', async () => (await balanceOf(shop.accountId)) === 500)
    expect(await stockOf(shop.productId)).toBe(1)
    await endsOnce(order.order_id)
  })

  it('gives the last piece to exactly one of many orders', async () => {
    const shop = await openShop({ funds: 10_000, stock: 1 })
    const orders = await Promise.all(Array.from({ length: 10 }, () => placeOrder(shop, 1)))
    const ends = await Promise.all(orders.map((order) => orderEnds(order.order_id)))
    expect(ends.filter((end) => end.status === 'confirmed')).toHaveLength(1)
    await until('nine refunds', async () => (await balanceOf(shop.accountId)) === 10_000 - shop.price)
    expect(await stockOf(shop.productId)).toBe(0)
  })

  it('has one winner when the customer cancels at the same moment', async () => {
    const shop = await openShop({ funds: 10_000, stock: 50 })
    const orders = await Promise.all(Array.from({ length: 8 }, () => placeOrder(shop, 1)))
    const cancellations = await Promise.all(
      orders.map((order) =>
        request('POST', `/orders/${order.order_id}/cancel`, { json: { reason: 'changed my mind' } }),
      ),
    )
    const ends = await Promise.all(orders.map((order) => orderEnds(order.order_id)))
    for (const [index, end] of ends.entries()) {
      expect(end.status).toBe(cancellations[index]?.status === 200 ? 'cancelled' : 'confirmed')
      await endsOnce(end.order_id)
    }
    const confirmed = ends.filter((end) => end.status === 'confirmed').length
    await until('money and stock to add up', async () => {
      const [balance, stock] = await Promise.all([balanceOf(shop.accountId), stockOf(shop.productId)])
      return balance === Math.round((10_000 - confirmed * shop.price) * 100) / 100 && stock === 50 - confirmed
    })
  })

  itNeeding('scheduler')('takes the deadline of an order back once it has ended', async () => {
    const shop = await openShop({ funds: 500, stock: 5 })
    const [order, cancelled] = await broken(['payment'], async () => {
      const [confirmed, other] = await Promise.all([placeOrder(shop, 2), placeOrder(shop, 1)])
      for (const { order_id } of [confirmed, other]) await until('its deadline', () => hasDeadline(order_id))
      // Its beginning comes again: that finds the deadline as it is.
      const queue = await queueUrlOf('checkout')
      await send(queue, fromEventBridge(orderCreatedEvent({}, { order_id: confirmed.order_id })))
      await until('the copy to be handled', async () => (await depth(queue)) === 0)
      await request('POST', `/orders/${other.order_id}/cancel`, { json: { reason: 'changed my mind' } })
      await until('no deadline of what is cancelled', async () => !(await hasDeadline(other.order_id)))
      expect(await hasDeadline(confirmed.order_id)).toBe(true)
      return [confirmed, other] as const
    })
    expect(await orderEnds(order.order_id)).toMatchObject({ status: 'confirmed' })
    await until('no deadline of what is confirmed', async () => !(await hasDeadline(order.order_id)))
    await until('the stock of the other to be back', async () => (await stockOf(shop.productId)) === 3)
    await endsOnce(cancelled.order_id)
  })

  itNeeding('scheduler')(
    'cancels by its deadline when payment never answers, and refunds what comes late',
    async () => {
      const shop = await openShop({ funds: 500, stock: 5 })
      const order = await configured(
        ['checkout'],
        () => ({ CHECKOUT_DEADLINE_SECONDS: '1' }),
        () =>
          broken(['payment'], async () => {
            const { body } = await request<{ order_id: string }>('POST', '/orders', { json: orderOf(shop, 2) })
            expect(await orderEnds(body.order_id)).toMatchObject({
              status: 'cancelled',
              reason: { code: 'deadline_passed' },
            })
            return body
          }),
      )
      await until('the stock to be back', async () => (await stockOf(shop.productId)) === 5)
      await endsOnce(order.order_id)
      await until('the money to be untouched', async () => (await balanceOf(shop.accountId)) === 500)
    },
  )
})
