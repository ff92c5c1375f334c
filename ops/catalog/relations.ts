import type { Catalog, CatalogConsumer, CatalogEvent } from './model.ts'
import { producerName } from './model.ts'

/** The consumers of an event, including those that subscribe to all events. */
export const consumersOf = ({ consumers }: Catalog, type: string): CatalogConsumer[] =>
  consumers.filter(({ subscribesTo }) => subscribesTo === '*' || subscribesTo.includes(type))

/** The events that a service produces. */
export const statedBy = ({ events }: Catalog, service: string): CatalogEvent[] =>
  events.filter(({ producer }) => producer === producerName(service))

export const newestFields = (event: CatalogEvent) => event.versions.at(-1)?.fields ?? {}
