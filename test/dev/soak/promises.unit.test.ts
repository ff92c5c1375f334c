import { describe, expect, it } from 'vitest'
import { type ApiClient, ApiError } from '../../../dev/api-client.ts'
import { decidedOrdersDoNotExpire } from '../../../dev/soak/invariants/expiry.ts'
import type { Invariant } from '../../../dev/soak/invariants/invariant.ts'
import { mailedOncePerAttempt } from '../../../dev/soak/invariants/mail.ts'
import { moneyConserved } from '../../../dev/soak/invariants/money.ts'
import { tookEffectOnce } from '../../../dev/soak/invariants/took-effect.ts'
import { unheardOrders } from '../../../dev/soak/place-order.ts'
import { type Post, postOnce } from '../../../dev/soak/posts.ts'
import type { World } from '../../../dev/soak/world.ts'

const check = (invariant: Invariant, world: object) => invariant.check(world as unknown as World)

const event = (type: string, correlation: string, data: object = {}, second = 0) => ({
  event_id: `evt_${type}_${correlation}`,
  event_type: type,
  aggregate_id: correlation,
  timestamp: new Date(Date.UTC(2026, 3, 28) + second * 1000).toISOString(),
  data: { order_id: correlation, ...data },
  metadata: { correlation_id: correlation, causation_id: `cause_${correlation}` },
})

describe('a request without an Idempotency-Key', () => {
  const request = { path: '/orders', body: {}, correlationId: 'c', eventType: 'order.created' }
  const answering = (answer: () => Promise<unknown>) => ({ call: answer }) as unknown as ApiClient

  it.each([
    ['taken', async () => ({ body: { order_id: 'o' } })],
    ['refused', async () => Promise.reject(new ApiError('POST /orders', 422, {}))],
    ['unknown', async () => Promise.reject(new ApiError('POST /orders', 503, {}))],
    ['unknown', async () => Promise.reject(new TypeError('fetch failed'))],
  ])('is made once; its caller knows: %s', async (answer, call) => {
    const posts: Post[] = []
    await postOnce(answering(call), posts, request)
    expect(posts).toEqual([{ correlationId: 'c', eventType: 'order.created', answer }])
  })

  const post = (answer: Post['answer']): Post => ({
    correlationId: 'c',
    eventType: 'money.deposited',
    answer,
    paidIn: 100,
  })

  it.each([
    ['taken', [1]],
    ['refused', [0]],
    ['unknown', [0, 1]],
  ] as const)('that was %s takes effect so often: %j', (answer, allowed) => {
    for (const times of [0, 1, 2]) {
      const events = Array.from({ length: times }, () => event('money.deposited', 'c'))
      const found = check(tookEffectOnce, { posts: [post(answer)], events })
      const isAllowed = (allowed as readonly number[]).includes(times)
      expect(found).toEqual(isAllowed ? [] : [`c: money.deposited ${times} times, the caller knows: ${answer}`])
    }
  })

  it('counts in the balance once, though nobody heard of it, and though it took effect twice', async () => {
    const held = async (balance: number, posts: readonly Post[], deposits: number) => {
      const events = Array.from({ length: deposits }, () => event('money.deposited', 'c'))
      const shop = { accounts: [{ id: 'a', customerId: 'x', funds: 50 }], products: [] }
      const api = answering(async () => ({ body: { balance } }))
      return (await check(moneyConserved, { api, shop, posts, events })).length === 0
    }
    expect(await held(51, [post('taken')], 1)).toBe(true)
    expect(await held(51, [post('unknown')], 1)).toBe(true)
    expect(await held(50, [post('unknown')], 0)).toBe(true)
    expect(await held(52, [post('taken')], 2)).toBe(false)
  })

  it('may have placed an order of which its customer knows nothing', () => {
    const items = [{ product_id: 'p', quantity: 1 }]
    const placed = ['heard', 'unheard'].map((one) => event('order.created', one, { customer_id: 'x', items }))
    const posts = [
      { correlationId: 'heard', eventType: 'order.created', answer: 'taken' },
      { correlationId: 'unheard', eventType: 'order.created', answer: 'unknown' },
      { correlationId: 'lost', eventType: 'order.created', answer: 'unknown' },
    ] as const
    const found = unheardOrders(posts, placed as unknown as World['events'])
    expect(found).toEqual([{ orderId: 'unheard', customerId: 'x', items }])
  })
})

describe('an order that expired', () => {
  const expired = (paidAt: number, reservedAt: number) => [
    event('order.created', 'o'),
    event('payment.processed', 'o', {}, paidAt),
    event('inventory.reserved', 'o', {}, reservedAt),
    event('order.cancelled', 'o', { reason: { code: 'deadline_passed' } }, 45),
  ]
  const found = (events: object[]) => check(decidedOrdersDoNotExpire, { events, deadlineSeconds: 30 })

  it('must not have been paid and reserved in good time', () => {
    expect(found(expired(2, 3))).toEqual(['o was paid and reserved, and expired'])
  })

  it('may have been paid or reserved too late, or not at all', () => {
    expect(found(expired(2, 29))).toEqual([])
    expect(found(expired(2, 3).filter(({ event_type }) => event_type !== 'inventory.reserved'))).toEqual([])
    expect(
      found(expired(2, 3).map((one) => ({ ...one, data: { ...one.data, reason: { code: 'out_of_stock' } } }))),
    ).toEqual([])
  })
})

describe('a mail', () => {
  const mail = (traceId?: string) => ({ traceId, tags: { idempotency_key: 'notification_cause_o' } })
  const found = (mails: object[]) => check(mailedOncePerAttempt, { mails, events: [event('notification.sent', 'o')] })

  it('may be sent again by another attempt, not by the same one', async () => {
    expect(await found([mail('1'), mail('2')])).toEqual([])
    expect(await found([mail('1'), mail('1')])).toEqual(['notification_cause_o by invocation 1: 2 times'])
  })

  it('says which attempt sent it', async () => {
    expect(await found([mail()])).toEqual(['notification_cause_o: SES was not told by which invocation'])
  })

  it('was handed to SES if it is on record', async () => {
    expect(await found([])).toEqual(['evt_notification.sent_o: on record, and SES was never asked'])
  })
})
