import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { defineOutboundSubscription } from '../../../../lambdas/runtime/declarations/outbound-subscription.ts'

const consumer = (data: Record<string, unknown>, options: Partial<ConsumerOptions> = {}) =>
  defineConsumer({
    name: 'one',
    subscribesTo: [orderCreated],
    delivery: 'at-least-once',
    filter: { data: data as Record<string, readonly unknown[]> },
    ...options,
  })

const inOrder = { ordering: 'aggregate' } as const

describe('the filter of a consumer is refused where it is declared', () => {
  it.each<[string, () => unknown, string]>([
    [
      'with a misspelled operator',
      () => consumer({ total: [{ numerc: ['>=', 1] }] }),
      'Consumer "one": its filter has {"numerc":[">=",1]} for data.total: allowed is one of prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, exists, cidr, e.g. { numeric: [\'>=\', 1000] }.',
    ],
    [
      'with two operators in one condition',
      () => consumer({ total: [{ exists: true, prefix: 'a' }] }),
      'for data.total',
    ],
    [
      'within an alternative',
      () => consumer({ $or: [{ total: [1] }, { currency: [{ is: 'USD' }] }] }),
      'for data.currency',
    ],
    ['within a field of a field', () => consumer({ address: { city: [{ like: 'B' }] } }), 'for data.address.city'],
    [
      'with a value instead of a list',
      () => consumer({ currency: 'USD' }),
      'has "USD" for data.currency: allowed is a list',
    ],
    ['with an empty list', () => consumer({ currency: [] }), 'has [] for data.currency: allowed is a list'],
    [
      'with what SNS does not know, if it is ordered',
      () => consumer({ id: [{ wildcard: 'a*' }] }, inOrder),
      'for data.id',
    ],
    [
      'of another team',
      () =>
        defineOutboundSubscription({
          name: 'loyalty',
          events: [orderCreated],
          filter: { data: { total: [{ numerc: 1 }] } },
          queueArns: {},
        }),
      'Outbound subscription "loyalty": its filter has {"numerc":1} for data.total',
    ],
  ])('%s', (_, declare, message) => expect(declare).toThrow(message))

  it('and taken with every operator that there is', () => {
    const conditions = [
      'gold',
      1,
      null,
      { exists: false },
      { numeric: ['>', 1] },
      { 'anything-but': ['a'] },
      { wildcard: 'a*' },
    ]
    expect(() => consumer({ a: conditions, $or: [{ b: conditions }], c: { d: conditions } })).not.toThrow()
    expect(() => consumer({ a: [{ prefix: 'a' }, { cidr: '10.0.0.0/8' }] }, inOrder)).not.toThrow()
  })

  it('as is a delivery that there is not, with those that there are', () =>
    expect(() => consumer({}, { delivery: 'exactly-once' as 'at-least-once' })).toThrow(
      'Consumer "one": delivery is "exactly-once", allowed are at-most-once, at-least-once, effectively-once.',
    ))
})
