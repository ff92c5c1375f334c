import { services } from '../../../lib/services.ts'
import { witnessService } from '../witness/service.ts'
import { countBy, type StoredInvariant } from './invariant.ts'

/** These keep a marker per event; the others are checked by what they wrote. */
const withMarkers = [...services, witnessService]
  .flatMap((service) => service.consumers)
  .filter(({ idempotency, accepts }) => (idempotency === 'atomic' || idempotency === 'lease') && accepts.length === 0)

export const everySubscriberReached: StoredInvariant = {
  name: 'every event reached every subscriber',
  check({ events, completed }) {
    return withMarkers.flatMap(({ name, subscribesTo }) =>
      events
        .filter(
          (event) => subscribesTo === '*' || subscribesTo.some((definition) => definition.type === event.event_type),
        )
        .filter((event) => !completed.has(`${name}#${event.event_id}`))
        .map((event) => `${name} never completed ${event.event_type} ${event.event_id}`),
    )
  },
}

export const auditComplete: StoredInvariant = {
  name: 'audit holds every event exactly once',
  check({ events, archived }) {
    const counts = countBy(archived, (id) => id)
    return [
      ...[...counts].flatMap(([id, count]) => (count > 1 ? [`${id} is there ${count} times`] : [])),
      ...events.filter((event) => !counts.has(event.event_id)).map((event) => `${event.event_id} is missing`),
    ]
  },
}
