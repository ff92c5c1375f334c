import { services } from '../../../lib/services.ts'
import type { Invariant } from './invariant.ts'

/** These keep a marker per event; the others are checked by what they wrote. */
const withMarkers = services
  .flatMap((service) => service.consumers)
  .filter(({ idempotency, accepts }) => (idempotency === 'atomic' || idempotency === 'lease') && accepts.length === 0)

export const everySubscriberReached: Invariant = {
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

export const auditComplete: Invariant = {
  name: 'audit holds every event exactly once',
  check({ events, auditKeys }) {
    const idOf = (key: string) => /evt_[0-9a-f-]+/.exec(key)?.[0] ?? key
    const archived = auditKeys.map(idOf)
    const known = new Set(archived)
    return [
      ...archived.filter((id, index) => archived.indexOf(id) !== index).map((id) => `${id} is there twice`),
      ...events.filter((event) => !known.has(event.event_id)).map((event) => `${event.event_id} is missing`),
    ]
  },
}
