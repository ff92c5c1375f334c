import type { Catalog, CatalogCommand, CatalogConsumer, CatalogEvent } from './model.ts'
import { producerName } from './model.ts'

/** Who takes an event, those that take everything included. */
export const consumersOf = ({ consumers }: Catalog, type: string): CatalogConsumer[] =>
  consumers.filter(({ subscribesTo }) => subscribesTo === '*' || subscribesTo.includes(type))

export const takes = ({ subscribesTo, accepts }: CatalogConsumer, type: string): boolean =>
  subscribesTo === '*' || subscribesTo.includes(type) || accepts.includes(type)

/** What a service states. */
export const statedBy = ({ events }: Catalog, service: string): CatalogEvent[] =>
  events.filter(({ producer }) => producer === producerName(service))

export const newestFields = (event: CatalogEvent) => event.versions.at(-1)?.fields ?? {}

export const commandsTo = ({ commands }: Catalog, consumer: string): CatalogCommand[] =>
  commands.filter(({ addressee }) => addressee === consumer)
