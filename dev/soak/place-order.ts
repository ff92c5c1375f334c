import { setTimeout as delay } from 'node:timers/promises'
import type { EventEnvelope } from '../../events/envelope.ts'
import { type ApiClient, ApiError } from '../api-client.ts'
import { type Post, postOnce } from './posts.ts'
import type { Random } from './random.ts'
import { CURRENCY, type Shop } from './shop.ts'

export interface AcceptedOrder {
  readonly orderId: string
  readonly customerId: string
  readonly items: readonly { readonly product_id: string; readonly quantity: number }[]
}

export interface Placed extends AcceptedOrder {
  readonly correlationId: string
}

export interface Callers {
  /** Repeats a request, with its Idempotency-Key, until it is answered. */
  readonly patient: ApiClient
  /** For how long a customer waits for the price of a product. */
  readonly patienceMs: number
  /** Makes each request once, without a key. */
  readonly careless: ApiClient
}

const EVENT_TYPE = 'order.created'

/**
 * Half of the customers send no Idempotency-Key. One of these who does not hear what became of the order orders anew, and
 * then has two.
 */
export async function placeOrder(
  { patient, patienceMs, careless }: Callers,
  { shop, posts, name, random }: { shop: Shop; posts: Post[]; name: string; random: Random },
): Promise<Placed> {
  const pick = <One>(from: readonly One[]) => from[Math.floor(random() * from.length)] as One
  const { customerId } = pick(shop.accounts)
  const items = Array.from({ length: 1 + Math.floor(random() * 2) }, () => ({
    product_id: pick(shop.products).id,
    quantity: 1 + Math.floor(random() * 2),
  }))
  const body = { customer_id: customerId, currency: CURRENCY, items }
  if (random() < 0.5) {
    const correlationId = `${name}-once`
    const request = { path: '/orders', body, correlationId, eventType: EVENT_TYPE }
    const taken = await postOnce<{ order_id: string }>(careless, posts, request)
    if (taken) return { orderId: taken.order_id, customerId, items, correlationId }
  }
  const headers = { 'x-correlation-id': name }
  const place = () => patient.call<{ order_id: string }>('POST', '/orders', body, headers)
  const answer = await untilPricesAreKnown(place, patienceMs)
  posts.push({ correlationId: name, eventType: EVENT_TYPE, answer: 'taken' })
  return { orderId: answer.body.order_id, customerId, items, correlationId: name }
}

/** The orders that were taken and whose customers never heard of it. */
export function unheardOrders(posts: readonly Post[], events: readonly EventEnvelope[]): AcceptedOrder[] {
  const unheard = new Set(
    posts
      .filter(({ answer, eventType }) => answer === 'unknown' && eventType === EVENT_TYPE)
      .map((post) => post.correlationId),
  )
  return events
    .filter(({ event_type, metadata }) => event_type === EVENT_TYPE && unheard.has(metadata.correlation_id))
    .map(({ aggregate_id: orderId, data }) => ({
      orderId,
      customerId: String(data.customer_id),
      items: data.items as AcceptedOrder['items'],
    }))
}

/** The order service learns prices from events, which faults may delay: until then it refuses the product with 422. */
async function untilPricesAreKnown<Answer>(place: () => Promise<Answer>, patienceMs: number): Promise<Answer> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return await place()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 422 || performance.now() > until) throw error
      await delay(100)
    }
  }
}
