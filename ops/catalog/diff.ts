import { canonicalJson } from '../contracts/schema/json-schema.ts'
import type { Catalog, CatalogAlarm, CatalogConsumer, CatalogEvent, CatalogQueue, Fields } from './model.ts'
import { readersOf, requestsReading, subscriptionsTo } from './relations.ts'

export interface Change {
  readonly kind: 'added' | 'removed' | 'changed'
  /** E.g. `event order.created`, `consumer payment`. */
  readonly what: string
  /** The part that differs, e.g. `version 2: + subject (text)`; absent where the whole entry is new or gone. */
  readonly detail?: string
  /** Consumers that the difference affects. */
  readonly concerns: readonly string[]
}

/** The differences between two catalogs, in the order events, commands, consumers, services, subscriptions, alarms. */
export const diffCatalogs = (before: Catalog, after: Catalog): Change[] => [
  ...compareBy(before.events, after.events, ({ type }) => type, {
    what: (type) => `event ${type}`,
    details: eventDetails,
    concerns: (type) => [before, after].flatMap((catalog) => takersOf(catalog, type)),
  }),
  ...compareBy(before.commands, after.commands, ({ type }) => type, {
    what: (type) => `command ${type}`,
    details: (old, now) => [
      ...changed('addressee', old.addressee, now.addressee),
      ...promiseChanges(old, now),
      ...fieldChanges(old.fields, now.fields),
      ...changed('deprecated', old.deprecated?.since ?? 'no', now.deprecated?.since ?? 'no'),
    ],
    concerns: (_, entries) => entries.map(({ addressee }) => addressee),
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
  // Nothing is known of those of old catalogs.
  ...(before.subscriptions
    ? compareBy(before.subscriptions, after.subscriptions ?? [], ({ name }) => name, {
        what: (name) => `subscription of another team ${name}`,
        details: (old, now) => [
          ...listChanges('event', old.events, now.events),
          ...filterChanges(old, now),
          ...listChanges('stage', old.stages, now.stages),
          ...changed('format', old.format, now.format),
        ],
        concerns: () => [],
      })
    : []),
  ...(before.alarms
    ? compareBy(before.alarms, after.alarms ?? [], ({ name }) => name, {
        what: (name) => `alarm ${name}`,
        details: alarmDetails,
        concerns: (_, entries) => entries.flatMap(({ consumers }) => consumers),
      })
    : []),
]

const takersOf = (catalog: Catalog, type: string): string[] => [
  ...readersOf(catalog, type).map(({ name }) => name),
  ...requestsReading(catalog, type).map((service) => `requests to ${service}`),
  ...subscriptionsTo(catalog, type).map(({ name }) => `${name} (another team)`),
]

const alarmDetails = (old: CatalogAlarm, now: CatalogAlarm): string[] => [
  ...changed('says', old.says, now.says),
  ...changed('goes off', old.when, now.when),
  ...changed('runbook', old.section ?? 'none', now.section ?? 'none'),
  ...changed('stages', old.onlyWith ?? 'every', now.onlyWith ?? 'every'),
  ...listChanges('consumer', old.consumers, now.consumers),
]

interface Comparison<Entry> {
  readonly what: (key: string) => string
  readonly details: (before: Entry, after: Entry) => string[]
  /** Names whom a change concerns, from the entry before and after it; one of the two is missing if the entry is new or gone. */
  readonly concerns: (key: string, entries: readonly Entry[]) => readonly string[]
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
    const entries = [was, is].filter((entry) => entry !== undefined)
    const common = { what: what(key), concerns: [...new Set(concerns(key, entries))] }
    if (!was) return [{ kind: 'added', ...common }]
    if (!is) return [{ kind: 'removed', ...common }]
    return details(was, is).map((detail) => ({ kind: 'changed', ...common, detail }))
  })
}

function eventDetails(old: CatalogEvent, now: CatalogEvent): string[] {
  const versions = now.versions.flatMap(({ version, fields, deprecated }) => {
    const was = old.versions.find((one) => one.version === version)
    const from = was ?? now.versions.findLast((one) => one.version < version)
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
    ...changed('aggregate', old.aggregate, now.aggregate),
    ...promiseChanges(old, now),
    ...changed('large data (claimCheck)', sizeText(old), sizeText(now)),
    ...(!old.deprecated && now.deprecated ? [`deprecated since ${now.deprecated.since}`] : []),
  ]
}

type Promised = Pick<CatalogEvent, 'meaning' | 'compatibility'>

/** Nothing is known of the mode of old catalogs. */
const promiseChanges = (old: Promised, now: Promised): string[] => [
  ...changed('meaning', old.meaning, now.meaning),
  ...changed('compatibility', old.compatibility ?? now.compatibility ?? '', now.compatibility ?? ''),
]

const sizeText = ({ claimCheck }: CatalogEvent): string => (claimCheck ? 'by reference' : 'refused')

const consumerDetails = (old: CatalogConsumer, now: CatalogConsumer): string[] => [
  ...changed('service', old.service, now.service),
  ...listChanges('event', listOf(old.subscribesTo), listOf(now.subscribesTo)),
  ...listChanges('command', old.accepts, now.accepts),
  ...filterChanges(old, now),
  ...changed('ordering', old.ordering, now.ordering),
  ...changed('delivery', old.delivery, now.delivery),
  ...changed('idempotency', old.idempotency ?? 'none', now.idempotency ?? 'none'),
  ...queueDetails(old.queue, now.queue),
]

type Filtered = Pick<CatalogConsumer, 'filter' | 'filtersOn'>

/** Old catalogs know only the fields that are filtered on. */
const filterChanges = (old: Filtered, now: Filtered): string[] =>
  old.filter === undefined && old.filtersOn.length > 0
    ? listChanges('filter on', old.filtersOn, now.filtersOn)
    : changed('filter', filterText(old), filterText(now))

const filterText = ({ filter }: Filtered): string => (filter ? canonicalJson(filter) : 'none')

/** Differences between two queues. There are none to tell if one of the catalogs is so old that it does not describe queues. */
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
