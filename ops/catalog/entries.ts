import type { CatalogDetails } from './details.ts'
import { serviceOfProducer } from './effects.ts'
import type { Fields } from './model.ts'

export type EntryKind = 'event' | 'command' | 'consumer' | 'service' | 'route' | 'read model' | 'alarm'

/** One thing that the catalog has a page of. */
export interface Entry {
  readonly kind: EntryKind
  readonly name: string
  readonly service: string
  /** The aggregate that it is about; absent where it is about none, or several. */
  readonly domain?: string
  readonly meaning: string
  /** All texts that the search looks through, in lower case. */
  readonly text: string
}

/** Everything there is, in the order events, commands, consumers, services, routes, read models, alarms. */
export function entriesOf({ catalog, routes }: CatalogDetails): Entry[] {
  const entry = (one: Omit<Entry, 'text'>, more: readonly string[] = []): Entry => ({
    ...one,
    text: [one.kind, one.name, one.service, one.domain ?? '', one.meaning, ...more].join(' ').toLowerCase(),
  })
  const serviceOfConsumer = (consumer: string) => catalog.consumers.find(({ name }) => name === consumer)?.service ?? ''
  const domainOf = (types: readonly string[]) => {
    const domains = new Set(types.map((type) => catalog.events.find((event) => event.type === type)?.aggregate))
    const [only] = domains
    return domains.size === 1 && only !== undefined ? { domain: only } : {}
  }
  return [
    ...catalog.events.map(({ type, producer, aggregate, meaning, versions }) =>
      entry(
        { kind: 'event', name: type, service: serviceOfProducer(catalog, producer), domain: aggregate, meaning },
        versions.flatMap(({ fields }) => wordsOf(fields)),
      ),
    ),
    ...catalog.commands.map(({ type, addressee, meaning, fields }) =>
      entry({ kind: 'command', name: type, service: serviceOfConsumer(addressee), meaning }, wordsOf(fields)),
    ),
    ...catalog.consumers.map(({ name, service, subscribesTo, accepts, filtersOn }) => {
      const types = subscribesTo === '*' ? [] : subscribesTo
      const takes = subscribesTo === '*' ? 'every event' : [...types, ...accepts].join(', ')
      return entry({ kind: 'consumer', name, service, ...domainOf(types), meaning: `takes ${takes}` }, filtersOn)
    }),
    ...catalog.services.map(({ name, aggregates }) => {
      const meaning = aggregates.length > 0 ? `keeps ${aggregates.join(', ')}` : ''
      return entry({ kind: 'service', name, service: name, meaning })
    }),
    ...catalog.services.flatMap(({ name: service, routes: names }) =>
      names.map((name) =>
        entry({ kind: 'route', name, service, meaning: routes[name]?.summary ?? '' }, [
          routes[name]?.description ?? '',
        ]),
      ),
    ),
    ...catalog.services.flatMap(({ name: service, readModels }) =>
      readModels.map((name) => {
        const keeper = catalog.consumers.find((one) => one.name === name)
        const types = keeper === undefined || keeper.subscribesTo === '*' ? [] : keeper.subscribesTo
        return entry({ kind: 'read model', name, service, ...domainOf(types), meaning: `made of ${types.join(', ')}` })
      }),
    ),
    ...(catalog.alarms ?? []).map(({ name, says, consumers, section }) => {
      const services = new Set(consumers.map(serviceOfConsumer))
      const [service = ''] = services.size === 1 ? services : []
      return entry({ kind: 'alarm', name, service, meaning: says }, [...consumers, section ?? ''])
    }),
  ]
}

const wordsOf = (fields: Fields): string[] => Object.entries(fields).map(([path, kind]) => `${path} ${kind}`)

export type Grouping = 'domain' | 'service' | 'type'

export interface EntryGroup {
  readonly title: string
  readonly entries: readonly Entry[]
}

const TITLES: Readonly<Record<EntryKind, string>> = {
  event: 'Events',
  command: 'Commands',
  consumer: 'Consumers',
  service: 'Services',
  route: 'Routes',
  'read model': 'Read models',
  alarm: 'Alarms',
}

/** Entries whose text has all of these words, in groups. */
export function browse(entries: readonly Entry[], query: string, by: Grouping): EntryGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found = entries.filter(({ text }) => words.every((word) => text.includes(word)))
  const titleOf = ({ kind, service, domain = 'of no domain, or several' }: Entry): string =>
    by === 'type' ? TITLES[kind] : by === 'service' ? service || 'of no service, or several' : domain
  const groups = Map.groupBy(found, titleOf)
  return [...groups].map(([title, of]) => ({ title, entries: of }))
}
