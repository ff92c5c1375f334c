import type { EventEnvelope } from '../../../events/envelope.ts'
import { type ListedOrder, type OrderList, readOrderLists } from '../order-lists.ts'
import type { Invariant } from './invariant.ts'

/** A list may be behind; what it shows must have been true, and is in order. */
export const listsNeverInvent: Invariant = {
  name: "a customer's list of orders shows only own orders, each once, newest first, in the status asked for",
  check({ seen, events }) {
    const placed = placedOrders(events)
    return seen.flatMap(({ customerId, status, orders }) => {
      const of = `list of ${customerId}${status ? ` (${status})` : ''}`
      const places = orders.map(placeOf)
      const strange = orders.filter(({ order_id }) => placed.get(order_id)?.data.customer_id !== customerId)
      const otherwise = status ? orders.filter((order) => order.status !== status) : []
      return [
        ...strange.map(({ order_id }) => `${of} shows ${order_id}, which is not there or is someone else's`),
        ...otherwise.map((order) => `${of} shows ${order.order_id}, which is ${order.status}`),
        ...(isNewestFirst(places) ? [] : [`${of} is out of order, or shows an order twice`]),
      ]
    })
  },
}

/** An index catches up: once all has settled, it shows all there is. */
export const listsCaughtUp: Invariant = {
  name: "after a moment, a customer's list is complete and shows how each order ended",
  async check({ api, shop, events }) {
    const expected = expectedLists(events)
    const lists = await Promise.all(shop.accounts.map(({ customerId }) => readOrderLists(api, customerId)))
    return lists.flat().flatMap((list) => differences(list, expected))
  },
}

function differences(list: OrderList, expected: ReadonlyMap<string, readonly string[]>): string[] {
  const shown = list.orders.map(({ order_id, status }) => `${order_id} ${status}`)
  const due = (expected.get(list.customerId) ?? []).filter((one) => !list.status || one.endsWith(` ${list.status}`))
  if (shown.join() === due.join()) return []
  const missing = due.filter((one) => !shown.includes(one))
  const surplus = shown.filter((one) => !due.includes(one))
  const of = `list of ${list.customerId}${list.status ? ` (${list.status})` : ''}`
  return [`${of} lacks ${missing.join(', ') || 'none'}, has beyond that ${surplus.join(', ') || 'none'}`]
}

const placedOrders = (events: readonly EventEnvelope[]): Map<string, EventEnvelope> =>
  new Map(events.filter((event) => event.event_type === 'order.created').map((event) => [event.aggregate_id, event]))

/** `<order_id> <status>` by customer, newest first. */
function expectedLists(events: readonly EventEnvelope[]): Map<string, string[]> {
  const ends = new Map(
    events
      .filter(({ event_type }) => event_type === 'order.confirmed' || event_type === 'order.cancelled')
      .map((event) => [event.aggregate_id, event.event_type.slice('order.'.length)]),
  )
  const newestFirst = [...placedOrders(events).values()].sort((one, other) => (keyOf(one) < keyOf(other) ? 1 : -1))
  const lists = new Map<string, string[]>()
  for (const { aggregate_id: id, data } of newestFirst) {
    const customerId = String(data.customer_id)
    lists.set(customerId, [...(lists.get(customerId) ?? []), `${id} ${ends.get(id) ?? 'pending'}`])
  }
  return lists
}

const keyOf = ({ timestamp, aggregate_id }: EventEnvelope): string => `${timestamp}#${aggregate_id}`
const placeOf = ({ created_at, order_id }: ListedOrder): string => `${created_at}#${order_id}`
const isNewestFirst = (places: readonly string[]): boolean =>
  places.every((place, index) => index === 0 || place < (places[index - 1] as string))
