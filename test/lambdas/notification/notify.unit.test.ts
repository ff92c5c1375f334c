import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { customerProfileUpdated, customerRegistered } from '../../../events/customer.ts'
import { orderCancelled, orderConfirmed, orderCreated } from '../../../events/order.ts'
import { notificationConsumer, notificationCustomersConsumer } from '../../../lambdas/notification/consumers.ts'
import { createAddressees, putAddressee } from '../../../lambdas/notification/customers.ts'
import { notifyCustomer } from '../../../lambdas/notification/notify.ts'
import { type ConsumerFunction, consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { PermanentError, TransientError, UnavailableError } from '../../../lambdas/runtime/errors.ts'
import type { Dispatch, SendMail } from '../../../lambdas/runtime/mail/ses-mailer.ts'
import { consumerHarness } from '../../../lambdas/runtime/testing/consumer-harness.ts'
import { testTables } from '../../support/dynamodb.ts'
import { orderConfirmedEvent } from '../../support/events.ts'
import { eventOf } from '../../support/messages.ts'
import { type ServiceKit, startServiceKit } from '../../support/service-kit.ts'

let kit: ServiceKit
let news: ConsumerFunction
let customers: ConsumerFunction
const sent: Dispatch[] = []
let failure: Error | undefined

beforeAll(async () => {
  kit = await startServiceKit()
  const addressees = createAddressees(kit.items, testTables.state)
  const notify = notifyCustomer(addressees, async (dispatch) => {
    if (failure) throw failure
    sent.push(dispatch)
  })
  const handlers = { 'order.created': notify, 'order.confirmed': notify, 'order.cancelled': notify }
  news = consumerHandler(notificationConsumer, kit.consumerEnvironment, handlers)
  customers = consumerHandler(notificationCustomersConsumer, kit.consumerEnvironment, {
    'customer.registered': (event, { effects }) => effects.put(putAddressee(testTables.state, event)),
    'customer.profile_updated': (event, { effects }) => effects.put(putAddressee(testTables.state, event)),
  })
})
afterAll(() => kit.close())

let people = 0
let customer_id = ''
beforeEach(async () => {
  customer_id = `cust_notified${++people}`
  sent.length = 0
  failure = undefined
  await kit.deliver(customers, [registered('ada@example.com', 1)])
})

/** The consumer with a customer that it knows, on a clock that a test moves. */
function harnessOf(sendMail: SendMail | undefined, onFind = () => {}) {
  const find = async () => {
    onFind()
    return { name: 'Ada', email: 'ada@example.com' }
  }
  const notify = notifyCustomer({ find }, sendMail)
  const handlers = { 'order.created': notify, 'order.confirmed': notify, 'order.cancelled': notify }
  return consumerHarness(notificationConsumer, handlers)
}

const registered = (email: string, sequence: number) =>
  eventOf(customerRegistered, { customer_id, email }, { sequence })

const statements = async () =>
  (await kit.allEvents()).filter(
    (event) => event.event_type === 'notification.sent' && event.data.customer_id === customer_id,
  )

describe('notification', () => {
  it('mails the customer on every step, and says so without an address', async () => {
    const steps = [orderCreated, orderConfirmed, orderCancelled].map((definition) =>
      eventOf(definition, { customer_id }),
    )
    expect(await kit.deliver(news, steps)).toBe(0)
    expect(sent.map(({ to, mail }) => [to, mail.template]).sort()).toEqual([
      ['ada@example.com', 'order_cancelled'],
      ['ada@example.com', 'order_confirmed'],
      ['ada@example.com', 'order_created'],
    ])
    const stated = await statements()
    expect(stated.map((event) => event.data.template).sort()).toEqual([
      'order_cancelled',
      'order_confirmed',
      'order_created',
    ])
    expect(JSON.stringify(stated)).not.toContain('ada@example.com')
  })

  it('mails once, however often the event comes', async () => {
    const event = eventOf(orderConfirmed, { customer_id })
    await Promise.all(Array.from({ length: 10 }, () => kit.deliver(news, [event])))
    await kit.deliver(news, [event], 2)
    expect(sent).toHaveLength(1)
    expect(await statements()).toHaveLength(1)
  })

  it('repeats a failed mail with the same idempotency key', async () => {
    const event = eventOf(orderConfirmed, { customer_id })
    failure = new TransientError('MAIL_UNAVAILABLE', 'throttled')
    expect(await kit.deliver(news, [event])).toBe(1)
    expect(await statements()).toEqual([])
    failure = undefined
    expect(await kit.deliver(news, [event], 2)).toBe(0)
    expect(sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual([`notification#${event.event_id}`])
  })

  it('gives a mail that SES never takes to the dead letters', async () => {
    failure = new PermanentError('MAIL_REJECTED', 'blocked')
    const before = kit.deadLetters.length
    expect(await kit.deliver(news, [eventOf(orderConfirmed, { customer_id })])).toBe(0)
    expect(kit.deadLetters).toHaveLength(before + 1)
  })

  it('is given up when the answers of SES are lost again and again: three copies are the most that anyone gets', async () => {
    failure = new TransientError('MAIL_OUTCOME_UNKNOWN', 'no answer')
    const harness = harnessOf(async () => {
      throw failure
    })
    const outcomes = [...(await harness.deliver(orderConfirmedEvent(1))), ...(await harness.advance(600))]
    expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'dead-lettered'])
    expect(harness.deadLetters).toMatchObject([{ errorType: 'PermanentError:MAIL_OUTCOME_UNKNOWN' }])
  })

  it('sends one mail, however often the commit behind it is refused', async () => {
    let mails = 0
    const harness = harnessOf(async () => void mails++)
    harness.conflictNext(60)
    const outcomes = [...(await harness.deliver(orderConfirmedEvent(1))), ...(await harness.advance(4 * 3600))]
    expect(outcomes.length).toBeGreaterThan(12)
    expect(outcomes.at(-1)?.kind).toBe('processed')
    expect(mails).toBe(1)
  })

  it('waits for hours for an account that may not send, and spends no attempt', async () => {
    const harness = harnessOf(async () => {
      throw new UnavailableError('MAIL_ACCOUNT_NOT_READY', 'Email address is not verified.')
    })
    const outcomes = [...(await harness.deliver(orderConfirmedEvent(1))), ...(await harness.advance(3.5 * 3600))]
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['deferred']))
    expect(harness.deadLetters).toEqual([])
  })

  it('does not begin what it has no time to wait for', async () => {
    let calls = 0
    const harness = harnessOf(
      async () => void calls++,
      () => harness.clock.moveTo(harness.clock.now() + 7000),
    )
    expect(await harness.deliver(orderConfirmedEvent(1))).toMatchObject([{ kind: 'deferred', delaySeconds: 1 }])
    expect(calls).toBe(0)
  })

  it('sends and states nothing while no sender is configured, and says so', async () => {
    const harness = harnessOf(undefined)
    expect(await harness.deliver(orderConfirmedEvent(1))).toMatchObject([{ kind: 'processed' }])
    expect(harness.effects.flatMap((effects) => effects.events)).toEqual([])
    expect(harness.log).toEqual([{ message: 'no e-mail: emailFrom is not configured', fields: undefined }])
  })

  it('waits for a customer that it does not know yet', async () => {
    const event = eventOf(orderConfirmed, { customer_id: 'cust_late' })
    expect(await kit.deliver(news, [event])).toBe(1)
    await kit.deliver(customers, [eventOf(customerRegistered, { customer_id: 'cust_late', email: 'late@example.com' })])
    expect(await kit.deliver(news, [event], 2)).toBe(0)
    expect(sent.map(({ to }) => to)).toEqual(['late@example.com'])
  })

  it('uses the newest address, whatever the order in which changes came', async () => {
    const change = eventOf(customerProfileUpdated, { customer_id, email: 'new@example.com' }, { sequence: 3 })
    await kit.deliver(customers, [change])
    await kit.deliver(customers, [registered('old@example.com', 2)])
    await kit.deliver(news, [eventOf(orderConfirmed, { customer_id })])
    expect(sent.map(({ to }) => to)).toEqual(['new@example.com'])
  })

  it('sends nothing for a replayed event', async () => {
    const event = eventOf(orderConfirmed, { customer_id })
    const replayed = { ...event, metadata: { ...event.metadata, replay_id: 'rpl_1' } }
    expect(await kit.deliver(news, [replayed])).toBe(0)
    expect(sent).toEqual([])
    expect(await statements()).toEqual([])
  })
})
