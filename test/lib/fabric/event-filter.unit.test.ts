import { describe, expect, it } from 'vitest'
import { orderCancelled, orderCreated } from '../../../events/order.ts'
import { type ConsumerOptions, defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { eventPattern, topicFilter } from '../../../lib/fabric/event-filter.ts'

const consumer = (options: Partial<ConsumerOptions>) =>
  defineConsumer({ name: 'one', subscribesTo: [orderCreated, orderCancelled], delivery: 'at-least-once', ...options })

const data = { total: [{ numeric: ['>', 100] }] }

describe('what the bus matches', () => {
  it('is every event for who subscribes to all', () => {
    expect(eventPattern(consumer({ subscribesTo: '*' }))).toEqual({ source: [{ prefix: '' }] })
  })

  it('is type, source and data together', () => {
    expect(eventPattern(consumer({ filter: { source: ['order-service'], data } }))).toEqual({
      detailType: ['order.created', 'order.cancelled'],
      source: ['order-service'],
      detail: { data },
    })
  })
})

describe('what the topic matches', () => {
  it('is everything for who subscribes to all', () => {
    expect(topicFilter(consumer({ subscribesTo: '*' })).policy).toBeUndefined()
  })

  it('is attributes where they suffice', () => {
    expect(topicFilter(consumer({ filter: { source: ['order-service'] } }))).toEqual({
      scope: 'MessageAttributes',
      policy: { event_type: ['order.created', 'order.cancelled'], source: ['order-service'] },
    })
  })

  it('is the body as soon as a field of the data counts', () => {
    expect(topicFilter(consumer({ filter: { source: ['order-service'], data } }))).toEqual({
      scope: 'MessageBody',
      policy: { event_type: ['order.created', 'order.cancelled'], metadata: { source: ['order-service'] }, data },
    })
  })
})
