import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Invariant } from './invariant.ts'

interface OrderView {
  readonly status: string
  readonly version: number
  readonly total: number
}

const statusAfter: Readonly<Record<string, string>> = {
  'order.created': 'pending',
  'order.confirmed': 'confirmed',
  'order.cancelled': 'cancelled',
}

export const viewsMatchEvents: Invariant = {
  name: 'the order read model equals a fresh fold of the event table',
  async check({ api, accepted, events }) {
    const streams = Map.groupBy(events, (event) => event.aggregate_id)
    const problems = await Promise.all(
      accepted.map(async ({ orderId, total }) => {
        const last = lastOf(streams.get(orderId) ?? [])
        const { body } = await api.call<OrderView>('GET', `/orders/${orderId}`)
        const expected = { status: statusAfter[last?.event_type ?? ''], version: last?.sequence, total }
        const shown = { status: body.status, version: body.version, total: body.total }
        return JSON.stringify(shown) === JSON.stringify(expected)
          ? []
          : [`${orderId} shows ${JSON.stringify(shown)}, its stream says ${JSON.stringify(expected)}`]
      }),
    )
    return problems.flat()
  },
}

const lastOf = (stream: readonly EventEnvelope[]): EventEnvelope | undefined =>
  stream.toSorted((one, other) => one.sequence - other.sequence).at(-1)

export const orderKept: Invariant = {
  name: 'ordered consumers saw the events of each aggregate in order',
  check({ applied, events }) {
    const sequenceOf = new Map(events.map((event) => [event.event_id, event.sequence]))
    const highest = new Map<string, number>()
    const problems: string[] = []
    for (const { consumer, aggregateId, eventId } of applied) {
      const stream = `${consumer} ${aggregateId}`
      const sequence = sequenceOf.get(eventId) ?? 0
      const before = highest.get(stream) ?? 0
      if (sequence > before + 1) problems.push(`${stream}: ${sequence} came right after ${before}`)
      highest.set(stream, Math.max(before, sequence))
    }
    return problems
  },
}
