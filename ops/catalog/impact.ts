import { UsageError } from '../terminal/usage-error.ts'
import { closestOf } from './closest.ts'
import type { Catalog, CatalogConsumer, CatalogEvent } from './model.ts'
import { consumersOf, newestFields, statedBy } from './relations.ts'

export interface Affected {
  readonly consumer: string
  readonly service: string
  /** `name`: the consumer subscribes to this event; `all`: it subscribes to every event. */
  readonly subscribes: 'name' | 'all'
  /** Whether its subscription filters on the field, so that a change of the field changes which events arrive. */
  readonly filtersOnField: boolean
  /** Read models that the consumer keeps. They have to be rebuilt if they are to show old events in the new form. */
  readonly rebuild: readonly string[]
}

export interface Impact {
  readonly event: string
  readonly version: number
  readonly producer: string
  readonly field?: { readonly path: string; readonly kind: string }
  /** Versions in which the field stands; all of them without a field. Stored events of the others get it, or not, by an upcast. */
  readonly versions: readonly number[]
  readonly affected: readonly Affected[]
  /** Events that the affected services produce, with their consumers: a service that misreads the change would pass the error on to these. */
  readonly next: readonly Next[]
}

export interface Next {
  readonly event: string
  readonly service: string
  /** Affected consumers that may produce it: all affected consumers of the service if the catalog is too old to tell which do. */
  readonly by: readonly string[]
  /** Consumers that subscribe to the type by its name. */
  readonly consumers: readonly string[]
}

/**
 * The consumers and services that a change of an event, or of one of its fields, may affect.
 * @throws {UsageError} for an event or field that there is not.
 */
export function impactOf(catalog: Catalog, type: string, path?: string): Impact {
  const event = catalog.events.find((one) => one.type === type)
  if (!event)
    throw new UsageError(
      `There is no event "${type}".${closestOf(
        type,
        catalog.events.map((one) => one.type),
      )}`,
    )
  const fields = newestFields(event)
  const kind = path === undefined ? undefined : fields[path]
  if (path !== undefined && kind === undefined) {
    throw new UsageError(
      `${type} version ${event.version} has no field "${path}".${closestOf(path, Object.keys(fields))}`,
    )
  }
  const affected = consumersOf(catalog, type).map((consumer) => toAffected(catalog, consumer, path))
  return {
    event: type,
    version: event.version,
    producer: event.producer,
    ...(path !== undefined && kind !== undefined && { field: { path, kind } }),
    affected,
    versions: versionsWith(event, path),
    next: nextOf(catalog, type, affected),
  }
}

const versionsWith = ({ versions }: CatalogEvent, path: string | undefined): number[] =>
  versions.filter(({ fields }) => path === undefined || path in fields).map(({ version }) => version)

/** Consumers that only keep a read model, say, state nothing: a wrong reading ends there. */
function nextOf(catalog: Catalog, type: string, affected: readonly Affected[]): Next[] {
  const named = affected.filter(({ subscribes }) => subscribes === 'name')
  const by = new Map<string, string[]>()
  for (const { consumer, service } of named) {
    const effects = catalog.consumers.find(({ name }) => name === consumer)?.effects
    if (effects === undefined || effects.includes('states events')) {
      by.set(service, [...(by.get(service) ?? []), consumer])
    }
  }
  return [...by].flatMap(([service, consumers]) =>
    statedBy(catalog, service)
      .filter((one) => one.type !== type)
      .map((one) => ({ event: one.type, service, by: consumers, consumers: takersByName(catalog, one.type) })),
  )
}

const takersByName = (catalog: Catalog, type: string): string[] =>
  consumersOf(catalog, type)
    .filter(({ subscribesTo }) => subscribesTo !== '*')
    .map(({ name }) => name)

function toAffected(catalog: Catalog, consumer: CatalogConsumer, path: string | undefined): Affected {
  const { readModels = [] } = catalog.services.find(({ name }) => name === consumer.service) ?? {}
  return {
    consumer: consumer.name,
    service: consumer.service,
    subscribes: consumer.subscribesTo === '*' ? 'all' : 'name',
    filtersOnField: path !== undefined && consumer.filtersOn.includes(path.split(/[.[]/)[0] ?? ''),
    rebuild: readModels.filter((name) => name === consumer.name),
  }
}
