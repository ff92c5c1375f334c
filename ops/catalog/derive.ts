import type { CommandDefinition } from '../../events/define-command.ts'
import type { EventDefinition } from '../../events/define-event.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../lambdas/runtime/declarations/derived-limits.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { schemasOf } from '../contracts/schema/schemas-of.ts'
import { fieldsOf } from './fields.ts'
import type {
  Catalog,
  CatalogCommand,
  CatalogConsumer,
  CatalogEvent,
  CatalogQueue,
  CatalogService,
  Effect,
} from './model.ts'

export interface Declared {
  readonly events: readonly EventDefinition[]
  readonly commands: readonly CommandDefinition[]
  readonly services: readonly ServiceDeclaration[]
}

/** Derives the catalog from the declarations in the code. */
export const catalogOf = ({ events, commands, services }: Declared): Catalog => ({
  events: events.map(ofEvent),
  commands: commands.map(ofCommand),
  services: services.map(ofService),
  consumers: services.flatMap(({ name, consumers }) => consumers.map((consumer) => ofConsumer(name, consumer))),
})

const ofEvent = (event: EventDefinition): CatalogEvent => ({
  type: event.type,
  version: event.version,
  versions: event.versions.map(({ version, schema, deprecated }) => ({
    version,
    fields: fieldsOf(schemasOf(`${event.type} version ${version}`, schema).reader),
    ...(deprecated && { deprecated }),
  })),
  aggregate: event.aggregate,
  producer: event.producer,
  meaning: event.meaning,
  ...(event.deprecated && { deprecated: event.deprecated }),
})

const ofCommand = ({ type, addressee, meaning, schema, sentBy, deprecated }: CommandDefinition): CatalogCommand => ({
  type,
  addressee,
  meaning,
  fields: fieldsOf(schemasOf(type, schema).reader),
  ...(sentBy === 'schedule' && { sentBy }),
  ...(deprecated && { deprecated }),
})

const ofService = ({ name, api, readModels = [], aggregates = [], consumers }: ServiceDeclaration): CatalogService => ({
  name,
  routes: (api?.routes ?? []).map(({ method, path }) => `${method} ${path}`),
  readModels: readModels.map((model) => model.name),
  aggregates: aggregates.map(({ type }) => type),
  sendsCommands: [api, ...consumers].some((one) => one?.uses.commands === true),
  ...(api && { requestsStateEvents: api.uses.eventStore === 'append' }),
})

const ofConsumer = (service: string, consumer: ConsumerDeclaration): CatalogConsumer => ({
  name: consumer.name,
  service,
  subscribesTo: consumer.subscribesTo === '*' ? '*' : consumer.subscribesTo.map(({ type }) => type),
  accepts: consumer.accepts.map(({ type }) => type),
  ordering: consumer.ordering,
  delivery: consumer.delivery,
  ...(consumer.idempotency && { idempotency: consumer.idempotency }),
  filtersOn: Object.keys(consumer.filter.data ?? {}),
  breakers: consumer.breakers,
  queue: queueOf(consumer),
  effects: effectsOf(consumer),
})

function queueOf(consumer: ConsumerDeclaration): CatalogQueue {
  const { visibilityTimeoutSeconds, maxReceiveCount } = derivedLimits(consumer)
  const { ordering, retentionDays, deadLetterRetentionDays } = consumer
  const kind = ordering === 'aggregate' ? 'fifo' : 'standard'
  return { kind, visibilityTimeoutSeconds, retentionDays, maxReceiveCount, deadLetterRetentionDays }
}

const effectsOf = ({ uses }: ConsumerDeclaration): Effect[] => [
  ...(uses.eventStore === 'append' ? (['states events'] as const) : []),
  ...(uses.commands ? (['sends commands'] as const) : []),
  ...(uses.schedules === undefined ? [] : (['schedules commands'] as const)),
  ...(uses.email ? (['sends e-mail'] as const) : []),
]
