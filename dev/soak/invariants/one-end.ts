import type { StoredInvariant } from './invariant.ts'

export const oneEnd: StoredInvariant = {
  name: 'every accepted order has exactly one end: confirmed or cancelled',
  check({ accepted, events }) {
    const ends = events.filter(({ event_type }) => event_type === 'order.confirmed' || event_type === 'order.cancelled')
    return accepted.flatMap(({ orderId }) => {
      const found = ends.filter((event) => event.aggregate_id === orderId).map((event) => event.event_type)
      return found.length === 1 ? [] : [`${orderId} has ${found.length} ends: ${found.join(', ') || 'none'}`]
    })
  },
}

export const contiguousStreams: StoredInvariant = {
  name: 'every stream is numbered from 1 without gaps',
  check({ events }) {
    const streams = Map.groupBy(events, (event) => `${event.aggregate_type}#${event.aggregate_id}`)
    return [...streams].flatMap(([stream, stored]) => {
      const sequences = stored.map((event) => event.sequence).sort((one, other) => one - other)
      return sequences.every((sequence, index) => sequence === index + 1) ? [] : [`${stream} holds ${sequences.join()}`]
    })
  },
}
