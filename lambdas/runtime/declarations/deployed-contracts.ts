import type { EventDefinition } from '../../../events/define-event.ts'
import type { ServiceDeclaration } from './service.ts'

/** Key in the metadata of the stack's template. */
export const CONTRACTS_METADATA = 'EventPipeline::Contracts'

/** Newest version by event type. */
export type Versions = Readonly<Record<string, number>>

export interface ServiceContracts {
  /** Events that it states, in the version that it writes. */
  readonly states: Versions
  /** Events that its consumers subscribe to by name, in the newest version that they read. */
  readonly reads: Versions
  /** Whether one of its consumers takes every event: it knows those of {@link Contracts.events}. */
  readonly readsAll: boolean
  readonly accepts: readonly string[]
  /** Whether it may send commands; which ones is not declared. */
  readonly sendsCommands: boolean
}

/**
 * The messages that each service of one deployment reads and writes. It is part of the template, so that the next deployment
 * can be compared with it.
 */
export interface Contracts {
  readonly events: Versions
  readonly services: Readonly<Record<string, ServiceContracts>>
}

export const contractsOf = (
  services: readonly ServiceDeclaration[],
  events: readonly Pick<EventDefinition, 'type' | 'version' | 'producer'>[],
): Contracts => ({
  events: versionsOf(events),
  services: Object.fromEntries(services.map((service) => [service.name, contractsOfService(service, events)])),
})

function contractsOfService(
  { name, api, consumers }: ServiceDeclaration,
  events: readonly Pick<EventDefinition, 'type' | 'version' | 'producer'>[],
): ServiceContracts {
  return {
    states: versionsOf(events.filter(({ producer }) => producer === `${name}-service`)),
    reads: versionsOf(consumers.flatMap(({ subscribesTo }) => (subscribesTo === '*' ? [] : subscribesTo))),
    readsAll: consumers.some(({ subscribesTo }) => subscribesTo === '*'),
    accepts: consumers.flatMap(({ accepts }) => accepts.map(({ type }) => type)),
    sendsCommands: [api, ...consumers].some((one) => one?.uses.commands === true),
  }
}

const versionsOf = (events: readonly Pick<EventDefinition, 'type' | 'version'>[]): Versions =>
  Object.fromEntries(events.map(({ type, version }) => [type, version]))
