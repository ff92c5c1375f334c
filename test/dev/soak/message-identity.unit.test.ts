import { describe, expect, it } from 'vitest'
import { messageIdentity } from '../../../dev/soak/message-identity.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import { fromEventItem } from '../../../lambdas/runtime/event-store/read-event-item.ts'
import { orderCreatedEvent } from '../../e2e/kit/events.ts'

const event = (change: Record<string, unknown> = {}, data: Record<string, unknown> = {}) => {
  const made = orderCreatedEvent(change, data)
  return { ...made, metadata: { ...made.metadata, correlation_id: 'soak-7-3' } }
}
const onABus = (value: unknown) => JSON.stringify({ Source: 'order-service', Detail: JSON.stringify(value) })
const fromABus = (value: unknown) => JSON.stringify({ 'detail-type': 'order.created', detail: value })
const inAStream = (value: ReturnType<typeof event>) => JSON.stringify(toEventItem(value))

describe('the identity of a message', () => {
  it.each([
    ['in a queue behind a topic', (value: unknown) => JSON.stringify(value)],
    ['in a queue behind a bus', fromABus],
    ['on its way to a bus', onABus],
    ['in the stream of a table', inAStream],
  ])('is the same in each run, whatever its ids and times: %s', (_, wrap) => {
    const [one, other] = [event(), event()]
    expect(one.event_id).not.toBe(other.event_id)
    expect(messageIdentity(wrap(one as never))).toBe('soak-7-3 order.created')
    expect(messageIdentity(wrap(other as never))).toBe('soak-7-3 order.created')
  })

  it('tells the events of one request apart', () => {
    const identities = [
      event(),
      event({ event_type: 'order.confirmed' }),
      event({ event_type: 'notification.sent' }, { template: 'order_created' }),
      event({ event_type: 'notification.sent' }, { template: 'order_confirmed' }),
      event({ event_type: 'inventory.restocked', aggregate_id: 'prod_1' }),
      event({ event_type: 'inventory.restocked', aggregate_id: 'prod_2' }),
    ].map((one) => messageIdentity(JSON.stringify(one)))
    expect(new Set(identities).size).toBe(identities.length)
  })

  it('of a request is its body without the ids in it', () => {
    const body = (id: string) => JSON.stringify({ customer_id: `cust_${id}`, currency: 'USD' })
    expect(messageIdentity(body(crypto.randomUUID()))).toBe(messageIdentity(body(crypto.randomUUID())))
    expect(messageIdentity(body(crypto.randomUUID()))).toContain('USD')
    expect(messageIdentity('')).toBeUndefined()
  })

  it('is read off the stored event as the relay sees it', () => {
    const stored = event()
    expect(messageIdentity(inAStream(stored))).toBe(messageIdentity(JSON.stringify(fromEventItem(toEventItem(stored)))))
  })
})
