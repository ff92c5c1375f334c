import type { Catalog, CatalogAlarm, CatalogConsumer, CatalogEvent, CatalogSubscription } from './model.ts'
import { producerName } from './model.ts'

/** The consumers of an event, including those that subscribe to all events. */
export const consumersOf = ({ consumers }: Catalog, type: string): CatalogConsumer[] =>
  consumers.filter(({ subscribesTo }) => subscribesTo === '*' || subscribesTo.includes(type))

/** The same, and the consumers that read it where it is stored, without a subscription. */
export const readersOf = ({ consumers }: Catalog, type: string): CatalogConsumer[] =>
  consumers.filter(
    ({ subscribesTo, readsStored }) =>
      subscribesTo === '*' || subscribesTo.includes(type) || readsStored?.includes(type),
  )

/** Services of which requests read an event where it is stored. */
export const requestsReading = ({ services }: Catalog, type: string): string[] =>
  services.filter(({ requestsRead }) => requestsRead?.includes(type)).map(({ name }) => name)

/** The events that a service produces. */
export const statedBy = ({ events }: Catalog, service: string): CatalogEvent[] =>
  events.filter(({ producer }) => producer === producerName(service))

export const newestFields = (event: CatalogEvent) => event.versions.at(-1)?.fields ?? {}

/** Subscriptions of other teams that get an event. */
export const subscriptionsTo = ({ subscriptions = [] }: Catalog, type: string): CatalogSubscription[] =>
  subscriptions.filter(({ events }) => events.includes(type))

/** The alarms that watch a consumer, alone or together with others. */
export const alarmsOn = ({ alarms = [] }: Catalog, consumer: string): CatalogAlarm[] =>
  alarms.filter(({ consumers }) => consumers.includes(consumer))

/** Alarms that are not of one consumer alone. */
export const sharedAlarms = ({ alarms = [] }: Catalog): CatalogAlarm[] =>
  alarms.filter(({ consumers }) => consumers.length !== 1)

/** The deprecated events and commands that a consumer takes by name, with the reason; '*' names no event. */
export function deprecatedTaken({ events, commands }: Catalog, { subscribesTo, accepts }: CatalogConsumer) {
  const taken = [
    ...events.filter(({ type }) => subscribesTo !== '*' && subscribesTo.includes(type)),
    ...commands.filter(({ type }) => accepts.includes(type)),
  ]
  return taken.flatMap(({ type, deprecated }) => (deprecated ? [{ type, ...deprecated }] : []))
}
