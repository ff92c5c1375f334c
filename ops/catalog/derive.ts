import { DEFAULT_COMPATIBILITY } from '../../events/compatibility.ts'
import type { CommandDefinition } from '../../events/define-command.ts'
import type { EventDefinition } from '../../events/define-event.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { EventFilter } from '../../lambdas/runtime/declarations/consumer-options.ts'
import { derivedLimits } from '../../lambdas/runtime/declarations/derived-limits.ts'
import { filteredFields } from '../../lambdas/runtime/declarations/filtered-fields.ts'
import type { OutboundSubscription } from '../../lambdas/runtime/declarations/outbound-subscription.ts'
import { readsStored } from '../../lambdas/runtime/declarations/reads-stored.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import type { Uses } from '../../lambdas/runtime/declarations/uses.ts'
import { schemasOf } from '../contracts/schema/schemas-of.ts'
import { fieldsOf } from './fields.ts'
import type {
  Catalog,
  CatalogCommand,
  CatalogConsumer,
  CatalogEvent,
  CatalogQueue,
  CatalogService,
  CatalogSubscription,
  Effect,
} from './model.ts'

export interface Declared {
  readonly events: readonly EventDefinition[]
  readonly commands: readonly CommandDefinition[]
  readonly services: readonly ServiceDeclaration[]
  /** Subscriptions of other teams. Default: none. */
  readonly subscriptions?: readonly OutboundSubscription[]
}

/** Derives the catalog from the declarations in the code; alarms stand in the synthesized template only. */
export const catalogOf = ({ events, commands, services, subscriptions = [] }: Declared): Catalog => ({
  events: events.map(ofEvent),
  commands: commands.map(ofCommand),
  services: services.map((service) => ofService(service, events)),
  consumers: services.flatMap(({ name, consumers }) => consumers.map((consumer) => ofConsumer(name, consumer, events))),
  subscriptions: subscriptions.map(ofSubscription),
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
  compatibility: event.compatibility,
  ...(event.claimCheck && { claimCheck: true }),
  ...(event.deprecated && { deprecated: event.deprecated }),
})

const ofCommand = ({
  type,
  addressee,
  meaning,
  compatibility = DEFAULT_COMPATIBILITY,
  schema,
  sentBy,
  deprecated,
}: CommandDefinition): CatalogCommand => ({
  type,
  addressee,
  meaning,
  compatibility,
  fields: fieldsOf(schemasOf(type, schema).reader),
  ...(sentBy === 'schedule' && { sentBy }),
  ...(deprecated && { deprecated }),
})

function ofService(
  { name, api, readModels = [], aggregates = [], consumers }: ServiceDeclaration,
  events: readonly EventDefinition[],
): CatalogService {
  const requestsRead = readsStoredOf(name, api?.uses, events)
  return {
    name,
    routes: (api?.routes ?? []).map(({ method, path }) => `${method} ${path}`),
    readModels: readModels.map((model) => model.name),
    aggregates: aggregates.map(({ type }) => type),
    sendsCommands: [api, ...consumers].some((one) => one?.uses.commands === true),
    ...(api && { requestsStateEvents: api.uses.eventStore === 'append' }),
    ...(requestsRead && { requestsRead }),
  }
}

function ofConsumer(
  service: string,
  consumer: ConsumerDeclaration,
  events: readonly EventDefinition[],
): CatalogConsumer {
  const stored = readsStoredOf(service, consumer.uses, events)
  return {
    name: consumer.name,
    service,
    subscribesTo: consumer.subscribesTo === '*' ? '*' : consumer.subscribesTo.map(({ type }) => type),
    accepts: consumer.accepts.map(({ type }) => type),
    ...(stored && { readsStored: stored }),
    ordering: consumer.ordering,
    delivery: consumer.delivery,
    ...(consumer.idempotency && { idempotency: consumer.idempotency }),
    ...filterOf(consumer.filter),
    breakers: consumer.breakers,
    queue: queueOf(consumer),
    effects: effectsOf(consumer),
  }
}

const ofSubscription = ({
  name,
  events,
  format = 'cloudevents',
  filter = {},
  queueArns,
}: OutboundSubscription): CatalogSubscription => ({
  name,
  events: events.map(({ type }) => type),
  format,
  ...filterOf(filter),
  stages: Object.keys(queueArns),
})

const filterOf = (filter: EventFilter): Pick<CatalogConsumer, 'filtersOn' | 'filter'> => ({
  filtersOn: [...new Set(filteredFields(filter).map(({ field }) => field))],
  ...(Object.keys(filter).length > 0 && { filter }),
})

/** Absent where there are none. */
function readsStoredOf(service: string, uses: Uses | undefined, events: readonly EventDefinition[]) {
  const types = readsStored(service, uses ?? {}, events).map(({ type }) => type)
  return types.length > 0 ? types : undefined
}

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
