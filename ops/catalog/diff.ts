import type { Catalog, CatalogConsumer, CatalogEvent, CatalogQueue, Fields } from './model.ts'
import { consumersOf } from './relations.ts'

export interface Change {
  readonly kind: 'added' | 'removed' | 'changed'
  /** E.g. `event order.created`, `consumer payment`. */
  readonly what: string
  /** The part that differs, e.g. `version 2: + subject (text)`; absent where the whole entry is new or gone. */
  readonly detail?: string
  /** Consumers that the difference affects. */
  readonly concerns: readonly string[]
}

/** The differences between two catalogs, in the order events, commands, consumers, services. */
export const diffCatalogs = (before: Catalog, after: Catalog): Change[] => [
  ...compareBy(before.events, after.events, ({ type }) => type, {
    what: (type) => `event ${type}`,
    details: eventDetails,
    concerns: (type) => consumersOf(after, type).map(({ name }) => name),
  }),
  ...compareBy(before.commands, after.commands, ({ type }) => type, {
    what: (type) => `command ${type}`,
    details: (old, now) => [
      ...changed('addressee', old.addressee, now.addressee),
      ...fieldChanges(old.fields, now.fields),
      ...changed('deprecated', old.deprecated?.since ?? 'no', now.deprecated?.since ?? 'no'),
    ],
    concerns: (_, { addressee }) => [addressee],
  }),
  ...compareBy(before.consumers, after.consumers, ({ name }) => name, {
    what: (name) => `consumer ${name}`,
    details: consumerDetails,
    concerns: () => [],
  }),
  ...compareBy(before.services, after.services, ({ name }) => name, {
    what: (name) => `service ${name}`,
    details: (old, now) => [
      ...listChanges('route', old.routes, now.routes),
      ...listChanges('read model', old.readModels, now.readModels),
    ],
    concerns: () => [],
  }),
]

interface Comparison<Entry> {
  readonly what: (key: string) => string
  readonly details: (before: Entry, after: Entry) => string[]
  readonly concerns: (key: string, entry: Entry) => readonly string[]
}

function compareBy<Entry>(
  before: readonly Entry[],
  after: readonly Entry[],
  keyOf: (entry: Entry) => string,
  { what, details, concerns }: Comparison<Entry>,
): Change[] {
  const old = new Map(before.map((entry) => [keyOf(entry), entry]))
  const now = new Map(after.map((entry) => [keyOf(entry), entry]))
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): Change[] => {
    const [was, is] = [old.get(key), now.get(key)]
    const entry = is ?? was
    if (!entry) return []
    const common = { what: what(key), concerns: concerns(key, entry) }
    if (!was) return [{ kind: 'added', ...common }]
    if (!is) return [{ kind: 'removed', ...common }]
    return details(was, is).map((detail) => ({ kind: 'changed', ...common, detail }))
  })
}

function eventDetails(old: CatalogEvent, now: CatalogEvent): string[] {
  const versions = now.versions.flatMap(({ version, fields, deprecated }) => {
    const was = old.versions.find((one) => one.version === version)
    const from = was ?? now.versions.find((one) => one.version === version - 1)
    const title = was ? `version ${version}` : `new version ${version}`
    const changes = fieldChanges(from?.fields ?? {}, fields)
    const deprecation = !was?.deprecated && deprecated ? [`deprecated since ${deprecated.since}`] : []
    const all = [...changes, ...deprecation]
    return !was || all.length > 0 ? [`${title}: ${all.join(', ') || 'the same fields'}`] : []
  })
  const gone = old.versions.filter(({ version }) => !now.versions.some((one) => one.version === version))
  return [
    ...versions,
    ...gone.map(({ version }) => `version ${version} is gone`),
    ...changed('producer', old.producer, now.producer),
    ...(!old.deprecated && now.deprecated ? [`deprecated since ${now.deprecated.since}`] : []),
  ]
}

const consumerDetails = (old: CatalogConsumer, now: CatalogConsumer): string[] => [
  ...changed('service', old.service, now.service),
  ...listChanges('event', listOf(old.subscribesTo), listOf(now.subscribesTo)),
  ...listChanges('command', old.accepts, now.accepts),
  ...listChanges('filter on', old.filtersOn, now.filtersOn),
  ...changed('ordering', old.ordering, now.ordering),
  ...changed('delivery', old.delivery, now.delivery),
  ...changed('idempotency', old.idempotency ?? 'none', now.idempotency ?? 'none'),
  ...queueDetails(old.queue, now.queue),
]

/** Nothing is known of the queues of old catalogs. */
const queueDetails = (old: CatalogQueue | undefined, now: CatalogQueue | undefined): string[] =>
  old && now
    ? (Object.keys(now) as (keyof CatalogQueue)[]).flatMap((name) =>
        changed(`queue, ${name}`, String(old[name]), String(now[name])),
      )
    : []

const listOf = (subscribed: readonly string[] | '*'): readonly string[] =>
  subscribed === '*' ? ['every event'] : subscribed

function fieldChanges(old: Fields, now: Fields): string[] {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((path) => {
    const [was, is] = [old[path], now[path]]
    if (was === is) return []
    if (was === undefined) return [`+ ${path} (${is})`]
    return is === undefined ? [`- ${path} (${was})`] : [`${path}: ${was} → ${is}`]
  })
}

const changed = (name: string, old: string, now: string): string[] => (old === now ? [] : [`${name}: ${old} → ${now}`])

const listChanges = (name: string, old: readonly string[], now: readonly string[]): string[] => [
  ...now.filter((one) => !old.includes(one)).map((one) => `+ ${name} ${one}`),
  ...old.filter((one) => !now.includes(one)).map((one) => `- ${name} ${one}`),
]
