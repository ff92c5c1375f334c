import type { EventDefinition } from '../../../events/define-event.ts'
import type { Uses } from './uses.ts'

/**
 * The events of other services that a function reads where they are stored, without a subscription: those that it looks up
 * (`facts`), and all that stand in the streams which it loads.
 */
export function readsStored<Event extends Pick<EventDefinition, 'type' | 'aggregate' | 'producer'>>(
  service: string,
  { facts = [], eventStore, streams }: Uses,
  events: readonly Event[],
): Event[] {
  const isOwn = ({ producer }: Event): boolean => producer === `${service}-service`
  const loaded = eventStore ? (streams ?? events.filter(isOwn).map(({ aggregate }) => aggregate)) : []
  const isRead = ({ type, aggregate }: Event): boolean =>
    facts.some((fact) => fact.type === type) || loaded.includes(aggregate)
  return events.filter((event) => !isOwn(event) && isRead(event))
}
