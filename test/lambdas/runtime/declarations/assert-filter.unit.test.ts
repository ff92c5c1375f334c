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
    ['with an empty object', () => consumer({ address: {} }), 'has {} for data.address: allowed is a list'],
    [
      'with a list in a list',
      () => consumer({ currency: [['USD']] }),
      'has ["USD"] for data.currency: allowed is a text, a number, true, false, null or { <operator>: … }.',
    ],
    [
      'with a comparison as a text',
      () => consumer({ total: [{ numeric: '>= 5' }] }),
      'Consumer "one": its filter has {"numeric":">= 5"} for data.total: numeric is written as in { numeric: [\'>=\', 1000] }.',
    ],
    ['with half a comparison', () => consumer({ total: [{ numeric: ['>=', 1, '<'] }] }), 'numeric is written as in'],
    ['with a comparison that there is not', () => consumer({ total: [{ numeric: ['=>', 1] }] }), 'numeric is written'],
    [
      'with a text for true',
      () => consumer({ total: [{ exists: 'true' }] }),
      'exists is written as in { exists: true }',
    ],
    ['with a number for a prefix', () => consumer({ currency: [{ prefix: 5 }] }), "{ prefix: 'gold' }"],
    ['with nothing to exclude', () => consumer({ currency: [{ 'anything-but': [] }] }), "{ 'anything-but': ['gold'] }"],
    ['with no alternatives', () => consumer({ $or: [] }), 'has [] for data.$or: allowed is a list of objects'],
    [
      'with one alternative for a list',
      () => consumer({ $or: { total: [1] } }),
      'for data.$or: allowed is a list of obj',
    ],
    ['with a text as an alternative', () => consumer({ $or: ['gold'] }), 'for data.$or: allowed is a list of objects'],
    [
      'with a service that is no list, whose letters would be the services',
      () => consumer({}, { filter: { source: 'order-service' as unknown as string[] } }),
      'its filter has "order-service" for source: allowed is a list of services, such as ["order-service"].',
    ],
    ['with no services', () => consumer({}, { filter: { source: [] } }), 'has [] for source: allowed is a list'],
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
      { numeric: ['>', 1, '<=', 5] },
      { 'anything-but': ['a'] },
      { 'anything-but': 5 },
      { 'anything-but': { prefix: ['a', 'b'] } },
      { wildcard: 'a*' },
      { prefix: { 'equals-ignore-case': 'A' } },
    ]
    expect(() => consumer({ a: conditions, $or: [{ b: conditions }], c: { d: conditions } })).not.toThrow()
    expect(() => consumer({ a: [{ prefix: 'a' }, { cidr: '10.0.0.0/8' }] }, inOrder)).not.toThrow()
    // https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html
    expect(() => consumer({ $or: [{ a: [1] }, { b: [2] }] }, inOrder)).not.toThrow()
    expect(() => consumer({}, { filter: { source: ['order-service'] } })).not.toThrow()
  })

  it('as is a delivery that there is not, with those that there are', () =>
    expect(() => consumer({}, { delivery: 'exactly-once' as 'at-least-once' })).toThrow(
      'Consumer "one": delivery is "exactly-once", allowed are at-most-once, at-least-once, effectively-once.',
    ))
})
