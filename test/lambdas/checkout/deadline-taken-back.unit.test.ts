import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inventoryRejected, inventoryReserved } from '../../../events/inventory.ts'
import { orderCancelled, orderConfirmed, orderCreated } from '../../../events/order.ts'
import { paymentFailed, paymentProcessed, paymentRefunded } from '../../../events/payment.ts'
import { checkoutConsumer } from '../../../lambdas/checkout/consumers.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { eventOf } from '../../support/messages.ts'
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
  order_id = `ord_ended${++orders}`
  checkout.scheduler.forget()
})

const sent = () => checkout.sent(order_id)
const stored = () => checkout.stored(order_id)
const deliver = (...messages: object[]) => checkout.deliver(...messages)

describe('an order that has ended', () => {
  const name = () => [`checkout-${order_id}`]
  const confirmation = async () => {
    await deliver(eventOf(orderCreated, { order_id }))
    await deliver(eventOf(paymentProcessed, { order_id }), eventOf(inventoryReserved, { order_id }))
    return eventOf(orderConfirmed, { order_id })
  }

  it('has its deadline taken back by its confirmation, once that is stored', async () => {
    const confirmed = await confirmation()
    expect(checkout.scheduler.takenBack).toEqual([])
    let phase: unknown
    checkout.scheduler.whileTakenBack = async () => {
      phase = (await stored())?.phase
    }
    await deliver(confirmed)
    expect(checkout.scheduler.takenBack).toEqual(name())
    expect(phase).toEqual({ S: 'confirmed' })
  })

  it('has its deadline taken back by its cancellation, and once only while it is compensated', async () => {
    await deliver(eventOf(orderCreated, { order_id }))
    await deliver(eventOf(paymentProcessed, { order_id }))
    await deliver(eventOf(orderCancelled, { order_id, reason: { code: 'customer_request' } }))
    await deliver(eventOf(paymentRefunded, { order_id }), eventOf(inventoryRejected, { order_id }))
    expect(checkout.scheduler.takenBack).toEqual(name())
  })

  it('has it taken back by a refusal that says so before the cancellation itself comes', async () => {
    await deliver(eventOf(orderCreated, { order_id }))
    await deliver(eventOf(paymentFailed, { order_id, reason: 'order_cancelled' }))
    expect(checkout.scheduler.takenBack).toEqual(name())
    await deliver(eventOf(orderCancelled, { order_id }))
    expect(checkout.scheduler.takenBack).toEqual(name())
  })

  it.each([
    ['in another delivery', false],
    ['in the same batch', true],
  ])('has it taken back once when its end comes twice, %s', async (_, isTogether) => {
    const confirmed = await confirmation()
    if (isTogether) await deliver(confirmed, confirmed)
    else for (let copy = 0; copy < 3; copy++) await deliver(confirmed)
    expect(checkout.scheduler.takenBack).toEqual(name())
  })

  it('keeps the deadline while its end could not be stored', async () => {
    const confirmed = await confirmation()
    const away = async () => Promise.reject(new Error('The table is away.'))
    const dynamo = { ...kit.dynamo.client, send: away } as unknown as typeof kit.dynamo.client
    const broken = consumerHandler(checkoutConsumer, { ...kit.consumerEnvironment, dynamo }, checkout.handlers)
    expect(await kit.deliver(broken, [confirmed])).toBe(1)
    expect(checkout.scheduler.takenBack).toEqual([])
    await deliver(confirmed)
    expect(checkout.scheduler.takenBack).toEqual(name())
  })

  it('has it set before it is taken back where beginning and end come in one batch', async () => {
    let wereSet: number | undefined
    checkout.scheduler.whileTakenBack = async () => {
      wereSet = checkout.scheduler.set.length
    }
    await deliver(eventOf(orderCancelled, { order_id }), eventOf(orderCreated, { order_id }))
    expect([wereSet, checkout.scheduler.takenBack]).toEqual([1, name()])
  })

  it.each([2, 3, 7])('gets no deadline from a beginning that comes again, here for the %dth time', async (receives) => {
    const created = eventOf(orderCreated, { order_id })
    // An outage: the message only waits, which no attempt is counted for.
    checkout.scheduler.isDown = true
    for (let receive = 1; receive < receives; receive++)
      expect(await kit.deliver(checkout.events, [created], receive)).toBe(1)
    await deliver(eventOf(orderCancelled, { order_id }))
    checkout.scheduler.isDown = false
    expect(await kit.deliver(checkout.events, [created], receives)).toBe(0)
    expect(checkout.scheduler.set).toEqual([])
  })

  it('gets no deadline from a replay of its beginning, and one that has not ended does', async () => {
    const replayed = (id: string) => {
      const event = eventOf(orderCreated, { order_id: id })
      return { ...event, metadata: { ...event.metadata, replay_id: 'rpl_1' } }
    }
    await deliver(eventOf(orderCancelled, { order_id }))
    await deliver(replayed(order_id), replayed(`${order_id}-open`))
    expect(checkout.scheduler.set.map(({ name }) => name)).toEqual([`checkout-${order_id}-open`])
  })

  it('may get one from a late beginning, or have it pass meanwhile: that finds nothing to do', async () => {
    await deliver(eventOf(orderCancelled, { order_id }))
    await deliver(eventOf(orderCreated, { order_id }))
    expect(checkout.scheduler.set).toHaveLength(1)
    const before = await stored()
    await kit.deliver(checkout.commands, [checkout.scheduler.set[0]!.command])
    expect(await stored()).toEqual(before)
    expect(await sent()).toEqual([])
  })

  it('is confirmed although its deadline passes while it is taken back', async () => {
    const confirmed = await confirmation()
    const commandsBefore = await sent()
    checkout.scheduler.whileTakenBack = async () =>
      void (await kit.deliver(checkout.commands, [checkout.scheduler.set[0]!.command]))
    expect(await kit.deliver(checkout.events, [confirmed])).toBe(0)
    expect(await stored()).toMatchObject({ phase: { S: 'confirmed' } })
    expect(await sent()).toEqual(commandsBefore)
  })

  it('is confirmed although its deadline cannot be taken back', async () => {
    const confirmed = await confirmation()
    checkout.scheduler.whileTakenBack = async () => Promise.reject(new Error('Rate exceeded.'))
    expect(await kit.deliver(checkout.events, [confirmed])).toBe(0)
    expect(await stored()).toMatchObject({ phase: { S: 'confirmed' } })
    expect(kit.outcomes.at(-1)?.kind).toBe('processed')
  })

  it('has nothing to take back where its end comes so late that the deadline has passed', async () => {
    const longAgo = new Date(kit.clock.now() - 900_000).toISOString()
    await deliver(eventOf(orderCancelled, { order_id }, { timestamp: longAgo }))
    expect(checkout.scheduler.takenBack).toEqual([])
  })
})
