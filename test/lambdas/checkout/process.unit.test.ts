import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expireCheckout } from '../../../events/commands/checkout.ts'
import { inventoryRejected, inventoryReleased, inventoryReserved } from '../../../events/inventory.ts'
import { orderCancelled, orderConfirmed, orderCreated } from '../../../events/order.ts'
import { paymentFailed, paymentProcessed, paymentRefunded } from '../../../events/payment.ts'
import { checkoutConsumer } from '../../../lambdas/checkout/consumers.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { commandOf, eventOf } from '../../support/messages.ts'
import { startCheckout } from './checkout-kit.ts'

let checkout: Awaited<ReturnType<typeof startCheckout>>
let kit: (typeof checkout)['kit']
beforeAll(async () => {
  checkout = await startCheckout()
  kit = checkout.kit
})
afterAll(() => kit.close())

let orders = 0
let order_id = ''
beforeEach(() => {
  order_id = `ord_checkout${++orders}`
  checkout.scheduler.forget()
})

const sent = () => checkout.sent(order_id)
const stored = () => checkout.stored(order_id)
const deliver = (...messages: object[]) => checkout.deliver(...messages)

const toStrings = (attributes: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { S: value }]))

describe('the checkout of an order', () => {
  it('sets its deadline, and sends the confirmation once both have succeeded', async () => {
    const created = eventOf(orderCreated, { order_id })
    await deliver(created)
    expect(checkout.scheduler.set).toMatchObject([
      { name: `checkout-${order_id}`, at: Date.parse(created.timestamp) + 900_000 },
    ])
    const reserved = eventOf(inventoryReserved, { order_id })
    await deliver(eventOf(paymentProcessed, { order_id }))
    await deliver(reserved)
    expect(await sent()).toEqual([
      {
        command_type: 'confirm_order',
        data: { order_id },
        metadata: { source: 'checkout', correlation_id: 'req_1', causation_id: reserved.event_id },
      },
    ])
  })

  it('sends the confirmation once when both answers come at the same moment, each many times', async () => {
    const [paid, reserved] = [eventOf(paymentProcessed, { order_id }), eventOf(inventoryReserved, { order_id })]
    await Promise.all([paid, reserved, paid, reserved, paid].map((event) => deliver(event)))
    await deliver(paid, reserved)
    expect((await sent()).map((command) => command.command_type)).toEqual(['confirm_order'])
  })

  it.each([
    ['payment_failed', 'insufficient_funds', () => eventOf(paymentFailed, { order_id })],
    ['out_of_stock', 'prod_1: 2 ordered, 1 in stock', () => eventOf(inventoryRejected, { order_id })],
  ])('cancels with the reason %s: %s', async (code, message, failure) => {
    await deliver(eventOf(orderCreated, { order_id }))
    await deliver(failure())
    expect(await sent()).toMatchObject([
      { command_type: 'cancel_order', data: { order_id, reason: { code, message } } },
    ])
  })

  it('gives back what is held once the order is cancelled, and is forgotten some time after', async () => {
    await deliver(eventOf(paymentProcessed, { order_id }))
    await deliver(eventOf(inventoryReserved, { order_id }))
    await deliver(eventOf(orderCancelled, { order_id, reason: { code: 'customer_request' } }))
    expect((await sent()).map((command) => command.command_type).sort()).toEqual([
      'confirm_order',
      'refund_payment',
      'release_stock',
    ])
    expect((await stored())?.expires_at).toBeUndefined()
    await deliver(eventOf(paymentRefunded, { order_id }), eventOf(inventoryReleased, { order_id }))
    expect(await stored()).toMatchObject({
      phase: { S: 'cancelled' },
      payment: { S: 'refunded' },
      stock: { S: 'released' },
      expires_at: { N: String(kit.clock.now() / 1000 + 90 * 86_400) },
    })
  })

  it('cancels at the deadline, and not after the end', async () => {
    await kit.deliver(checkout.commands, [commandOf(expireCheckout, { order_id })])
    expect(await sent()).toMatchObject([
      { command_type: 'cancel_order', data: { reason: { code: 'deadline_passed' } } },
    ])
    await deliver(eventOf(orderCancelled, { order_id }))
    await kit.deliver(checkout.commands, [commandOf(expireCheckout, { order_id })])
    expect(await sent()).toHaveLength(1)
  })

  it('looks at no decisions for an order that has ended, and in one call for one that has not', async () => {
    await deliver(eventOf(orderConfirmed, { order_id }))
    kit.dynamo.calls.length = 0
    await kit.deliver(checkout.commands, [commandOf(expireCheckout, { order_id })])
    expect(kit.dynamo.calls).toEqual(['GetItem', 'PutItem'])
    kit.dynamo.calls.length = 0
    await kit.deliver(checkout.commands, [commandOf(expireCheckout, { order_id: `${order_id}-open` })])
    expect(kit.dynamo.calls).toEqual(['GetItem', 'BatchGetItem', 'TransactWriteItems'])
  })

  it('neither reads nor writes anything for an order that has just been created', async () => {
    kit.dynamo.calls.length = 0
    await deliver(eventOf(orderCreated, { order_id }))
    expect(kit.dynamo.calls).toEqual([])
  })

  it('is one plain write for a fact that leads to no command, and none for one that it knows', async () => {
    const paid = eventOf(paymentProcessed, { order_id })
    kit.dynamo.calls.length = 0
    await deliver(paid)
    expect(kit.dynamo.calls).toEqual(['GetItem', 'PutItem'])
    kit.dynamo.calls.length = 0
    await deliver(paid)
    expect(kit.dynamo.calls).toEqual(['GetItem'])
  })

  describe('that is confirmed', () => {
    const answers = () => [eventOf(paymentProcessed, { order_id }), eventOf(inventoryReserved, { order_id })]

    it('is one plain write, without a read', async () => {
      await deliver(...answers())
      kit.dynamo.calls.length = 0
      await deliver(eventOf(orderConfirmed, { order_id }))
      expect(kit.dynamo.calls).toEqual(['PutItem'])
      const confirmed = { phase: 'confirmed', payment: 'processed', stock: 'reserved' }
      expect(await stored()).toMatchObject(toStrings(confirmed))
    })

    it('is decided on what is stored where that is something else', async () => {
      kit.dynamo.calls.length = 0
      await deliver(eventOf(orderConfirmed, { order_id }))
      expect(kit.dynamo.calls).toEqual(['PutItem', 'GetItem', 'PutItem'])
      await deliver(...answers())
      expect(await stored()).toMatchObject(toStrings({ phase: 'confirmed', payment: 'processed', stock: 'reserved' }))
      expect(await sent()).toEqual([])
    })

    it('is not taken for paid and reserved because it has changed as often', async () => {
      await deliver(eventOf(paymentFailed, { order_id }))
      await deliver(eventOf(inventoryReserved, { order_id }))
      expect(await stored()).toMatchObject({ version: { N: '2' } })
      await deliver(eventOf(orderConfirmed, { order_id }))
      expect(await stored()).toMatchObject(toStrings({ phase: 'confirmed', payment: 'failed', stock: 'reserved' }))
    })

    it('changes nothing when it comes again', async () => {
      await deliver(...answers())
      const confirmed = eventOf(orderConfirmed, { order_id })
      await deliver(confirmed)
      const before = await stored()
      const clock = { now: () => kit.clock.now() + 5000 }
      const later = consumerHandler(checkoutConsumer, { ...kit.consumerEnvironment, clock }, checkout.handlers)
      expect(await kit.deliver(later, [confirmed])).toBe(0)
      expect(await stored()).toEqual(before)
    })
  })

  it.each([
    ['sets no deadline for an old order that has ended', [orderConfirmed], 0],
    ['sets the deadline of an old order that has no end yet', [], 1],
  ] as const)('%s', async (_, earlier, expected) => {
    for (const definition of earlier) await deliver(eventOf(definition, { order_id }))
    const longAgo = new Date(kit.clock.now() - 900_000).toISOString()
    await deliver(eventOf(orderCreated, { order_id }, { timestamp: longAgo }))
    expect(checkout.scheduler.set).toHaveLength(expected)
  })

  it('reads the states of a batch in one call', async () => {
    const batch = Array.from({ length: 10 }, (_, index) =>
      eventOf(paymentProcessed, { order_id: `${order_id}-${index}` }),
    )
    kit.dynamo.calls.length = 0
    await deliver(...batch)
    expect(kit.dynamo.calls).toEqual(['BatchGetItem', ...Array(10).fill('PutItem')])
  })

  it('waits for the scheduler: no checkout without a deadline', async () => {
    const created = eventOf(orderCreated, { order_id })
    checkout.scheduler.isDown = true
    expect(await kit.deliver(checkout.events, [created])).toBe(1)
    checkout.scheduler.isDown = false
    await deliver(created)
    expect(checkout.scheduler.set).toHaveLength(1)
  })
})
