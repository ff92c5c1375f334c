import { type Catalog, type CatalogCommand, type CatalogConsumer, type CatalogEvent, producerName } from './model.ts'
import { statedBy } from './relations.ts'

/** Events that a consumer may state: those of its service, because which of them is not declared. */
export const mayState = (catalog: Catalog, { service, effects = [] }: CatalogConsumer): CatalogEvent[] =>
  effects.includes('states events') ? statedBy(catalog, service) : []

/** Commands that a consumer may send or schedule: any but those that it takes itself, because which of them is not declared. */
export function maySend({ commands, consumers }: Catalog, consumer: CatalogConsumer): CatalogCommand[] {
  const { name, service, effects = [] } = consumer
  const serviceOf = (addressee: string) => consumers.find((one) => one.name === addressee)?.service
  return commands.filter(({ addressee, sentBy }) => {
    if (sentBy === 'schedule') return effects.includes('schedules commands') && serviceOf(addressee) === service
    return effects.includes('sends commands') && addressee !== name
  })
}

/** Whether requests to the API of a service may state this event. */
export const isStatedByRequests = ({ services }: Catalog, { producer }: CatalogEvent): boolean =>
  services.some(({ name, requestsStateEvents }) => requestsStateEvents && producerName(name) === producer)

/** Name of the service that states an event; the producer itself where it is another team's. */
export const serviceOfProducer = ({ services }: Catalog, producer: string): string =>
  services.find(({ name }) => producerName(name) === producer)?.name ?? producer

export const isKnownService = ({ services }: Catalog, service: string): boolean =>
  services.some(({ name }) => name === service)
