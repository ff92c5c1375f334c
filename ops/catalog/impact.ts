import { closestOf } from '../cli/closest.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { Catalog, CatalogConsumer, CatalogEvent } from './model.ts'
import { consumersOf, readersOf, requestsReading, statedBy, subscriptionsTo } from './relations.ts'

export interface Affected {
  readonly consumer: string
  readonly service: string
  /** `name`: the consumer subscribes to this event; `all`: to every event; `stored`: to none of it, it reads this one where it is stored. */
  readonly subscribes: 'name' | 'all' | 'stored'
  /** Whether its subscription filters on the field, so that a change of the field changes which events arrive. */
  readonly filtersOnField: boolean
  /** Read models that the consumer keeps. They have to be rebuilt if they are to show old events in the new form. */
  readonly rebuild: readonly string[]
}

/** Follows the consumer's name in texts. */
export const howItReads: Readonly<Record<Affected['subscribes'], string>> = {
  name: '',
  all: ', which takes every event',
  stored: ', which reads it where it is stored',
}

export interface Impact {
  readonly event: string
  readonly version: number
  readonly producer: string
  readonly field?: { readonly path: string; readonly kind: string }
  /** Versions in which the field stands; all of them without a field. Stored events of the others get it, or not, by an upcast. */
  readonly versions: readonly number[]
  readonly affected: readonly Affected[]
  /** Services of which requests read the event where it is stored. */
  readonly requests: readonly string[]
  /** Other teams that get the event, in queues of their own. */
  readonly otherTeams: readonly { readonly name: string; readonly filtersOnField: boolean }[]
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
 * @param given a field as the catalog names it, `items[].price`, or as a contract check does, with slashes and a star for any element; of any version.
 * @throws {UsageError} for an event or field that there is not.
 */
export function impactOf(catalog: Catalog, type: string, given?: string): Impact {
  const event = catalog.events.find((one) => one.type === type)
  if (!event) throw new UsageError(unknownText(catalog, type))
  const field = given === undefined ? undefined : fieldOf(event, given)
  const path = field?.path
  const affected = readersOf(catalog, type).map((consumer) => toAffected(catalog, consumer, type, path))
  return {
    event: type,
    version: event.version,
    producer: event.producer,
    ...(field && { field }),
    affected,
    requests: requestsReading(catalog, type),
    otherTeams: subscriptionsTo(catalog, type).map(({ name, filtersOn }) => ({
      name,
      filtersOnField: isFilteredOn(filtersOn, path),
    })),
    versions: versionsWith(event, path),
    next: nextOf(catalog, type, affected),
  }
}

/** The field as it stands in the newest version that has it. */
function fieldOf({ type, version, versions }: CatalogEvent, given: string): { path: string; kind: string } {
  const names = [given, given.replace(/^data\.|^\/data(?=\/)/, '')]
  for (const name of names) {
    for (const { fields } of versions.toReversed()) {
      const found = Object.entries(fields).find(([path]) => path === name || pointerOf(path) === pointerOf(name))
      if (found) return { path: found[0], kind: found[1] }
    }
  }
  const known = [...new Set(versions.toReversed().flatMap(({ fields }) => Object.keys(fields)))]
  throw new UsageError(`${type} version ${version} has no field "${given}".${closestOf(given, known)}`)
}

/** `items[].price` as a contract check names it: with slashes, and a star for any element or key. */
const pointerOf = (path: string): string =>
  path.startsWith('/')
    ? path
    : `/${path
        .replaceAll(/\[\]|\{\}/g, '/*')
        .replaceAll(/\[(\d+)\]/g, '/$1')
        .replaceAll('.', '/')}`

function unknownText({ events, commands, consumers }: Catalog, name: string): string {
  const command = commands.find(({ type }) => type === name)
  if (command) return `"${name}" is a command, which concerns ${command.addressee} alone: catalog show ${name}`
  const known = [...events.map(({ type }) => type), ...consumers.map((one) => one.name)]
  return `There is no event or consumer "${name}".${closestOf(name, known)}`
}

const versionsWith = ({ versions }: CatalogEvent, path: string | undefined): number[] =>
  versions.filter(({ fields }) => path === undefined || path in fields).map(({ version }) => version)

/** Consumers that only keep a read model, say, state nothing: a wrong reading ends there. */
function nextOf(catalog: Catalog, type: string, affected: readonly Affected[]): Next[] {
  const named = affected.filter(({ subscribes }) => subscribes !== 'all')
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

function toAffected(catalog: Catalog, consumer: CatalogConsumer, type: string, path: string | undefined): Affected {
  const { subscribesTo } = consumer
  const { readModels = [] } = catalog.services.find(({ name }) => name === consumer.service) ?? {}
  return {
    consumer: consumer.name,
    service: consumer.service,
    subscribes: subscribesTo === '*' ? 'all' : subscribesTo.includes(type) ? 'name' : 'stored',
    filtersOnField: isFilteredOn(consumer.filtersOn, path),
    rebuild: readModels.filter((name) => name === consumer.name),
  }
}

/** Filters name the outermost field. */
const isFilteredOn = (filtersOn: readonly string[], path: string | undefined): boolean =>
  path !== undefined && filtersOn.includes(path.split(/[.[{]/)[0] ?? '')
