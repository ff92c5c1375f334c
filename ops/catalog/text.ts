import { table } from '../cli/table.ts'
import type { ConsumerImpact } from './consumer-impact.ts'
import type { Change } from './diff.ts'
import type { Impact } from './impact.ts'
import type { Catalog, CatalogCommand, CatalogConsumer, CatalogEvent, CatalogService, Fields } from './model.ts'
import { queueClauses } from './queue-text.ts'
import { consumersOf, newestFields, statedBy } from './relations.ts'

/** An overview of the whole catalog. */
export const overview = (catalog: Catalog, width: number): string =>
  [
    table(
      catalog.events,
      [
        { title: 'EVENT', of: ({ type }) => type },
        { title: 'VERSION', of: ({ version }) => String(version), align: 'right' },
        { title: 'STATED BY', of: ({ producer }) => producer, droppedAt: 1 },
        { title: 'TAKEN BY', of: ({ type }) => namesOf(consumersOf(catalog, type)) },
      ],
      width,
    ),
    table(
      catalog.commands,
      [
        { title: 'COMMAND', of: ({ type }) => type },
        { title: 'ADDRESSEE', of: ({ addressee }) => addressee },
        { title: 'MEANING', of: ({ meaning }) => meaning, droppedAt: 1 },
      ],
      width,
    ),
    table(
      catalog.consumers,
      [
        { title: 'CONSUMER', of: ({ name }) => name },
        { title: 'SERVICE', of: ({ service }) => service },
        { title: 'ORDER', of: ({ ordering }) => (ordering === 'none' ? '' : ordering), droppedAt: 2 },
        {
          title: 'DELIVERY',
          of: ({ delivery, idempotency }) => [delivery, idempotency].filter(Boolean).join(', '),
          droppedAt: 1,
        },
        { title: 'TAKES', of: (consumer) => takesText(consumer) },
      ],
      width,
    ),
  ].join('\n')

const namesOf = (consumers: readonly CatalogConsumer[]): string => consumers.map(({ name }) => name).join(', ')

const takesText = ({ subscribesTo, accepts }: CatalogConsumer): string =>
  subscribesTo === '*' ? 'every event' : [...subscribesTo, ...accepts].join(', ')

export function eventText(catalog: Catalog, event: CatalogEvent): string {
  const { type, version, meaning, producer, aggregate, deprecated, versions } = event
  const old = versions
    .filter((one) => one.deprecated)
    .map((one) => `version ${one.version} since ${one.deprecated?.since}`)
  return lines([
    `${type}, version ${version}`,
    `  ${meaning}`,
    `  stated by  ${producer}, in the stream of ${aggregate}`,
    `  taken by   ${namesOf(consumersOf(catalog, type))}`,
    ...(deprecated ? [`  deprecated since ${deprecated.since}: ${deprecated.reason}`] : []),
    ...(old.length > 0 ? [`  deprecated  ${old.join(', ')}`] : []),
    '',
    ...fieldLines(newestFields(event)),
  ])
}

export const commandText = ({ type, addressee, meaning, fields }: CatalogCommand): string =>
  lines([`${type}, a command to ${addressee}`, `  ${meaning}`, '', ...fieldLines(fields)])

export const consumerText = (consumer: CatalogConsumer): string =>
  lines([
    `${consumer.name}, a consumer of ${consumer.service}`,
    `  takes     ${takesText(consumer)}`,
    `  ordering  ${consumer.ordering}`,
    `  delivery  ${[consumer.delivery, consumer.idempotency].filter(Boolean).join(', ')}`,
    ...(consumer.filtersOn.length > 0 ? [`  filter    on ${consumer.filtersOn.join(', ')}`] : []),
    ...(consumer.breakers.length > 0 ? [`  breakers  ${consumer.breakers.join(', ')}`] : []),
    ...(consumer.queue ? queueClauses(consumer.queue) : []).map(
      (clause, at) => `  ${at === 0 ? 'queue' : '     '}     ${clause}`,
    ),
  ])

export function serviceText(catalog: Catalog, { name, routes, readModels, aggregates }: CatalogService): string {
  const consumers = catalog.consumers.filter(({ service }) => service === name)
  const line = (title: string, names: readonly string[]) =>
    names.length > 0 ? [`  ${title.padEnd(11)} ${names.join(', ')}`] : []
  return lines([
    `${name}, a service`,
    ...line(
      'states',
      statedBy(catalog, name).map(({ type }) => type),
    ),
    ...line('consumers', [namesOf(consumers)].filter(Boolean)),
    ...line('routes', routes),
    ...line('read models', readModels),
    ...line('aggregates', aggregates),
  ])
}

export const routeText = (name: string, service: string): string =>
  lines([`${name}, a route of ${service}`, '  described in contracts/openapi.json'])

/** What stands still while a consumer is down. */
export function consumerImpactText(impact: ConsumerImpact): string {
  const { consumer, service, waits, takesEverything, withheld, staleReadModels, staleRoutes, sendsNoEmail } = impact
  const waiting = takesEverything ? 'every event' : waits.map(({ type }) => type).join(', ')
  return lines([
    `${consumer} (${service}) is down:`,
    `  waits in its queue  ${waiting}`,
    ...withheld.map(
      ({ type, consumers, othersState }) =>
        `  may not come        ${type}, for ${consumers.join(', ') || 'nobody by name'}${othersState ? ' (others may state it, too)' : ''}`,
    ),
    ...staleReadModels.map((name) => `  stays as it is      read model ${name}`),
    ...(staleRoutes.length > 0 ? [`  may answer from it  ${staleRoutes.join(', ')}`] : []),
    ...(sendsNoEmail ? ['  is not sent         its e-mail'] : []),
  ])
}

export function impactText({ event, version, producer, field, versions, affected, next }: Impact): string {
  const filters = affected.filter(({ filtersOnField }) => filtersOnField).map(({ consumer }) => consumer)
  const rebuilt = affected.flatMap(({ rebuild }) => rebuild)
  const line = ({ consumer, service, subscribes }: Impact['affected'][number]) =>
    `  ${consumer} (${service})${subscribes === 'all' ? ', which takes every event' : ''}`
  return lines([
    field ? `${event}.${field.path} (${field.kind}), version ${version}` : `${event}, version ${version}`,
    `stated by ${producer}; a change concerns`,
    ...affected.map(line),
    ...(field ? [`filters on ${field.path}: ${filters.join(', ') || 'nobody'}`] : []),
    ...(field && versions.length < version ? [`it stands in version ${versions.join(', ')} only`] : []),
    ...(rebuilt.length > 0 ? [`read models to rebuild: ${rebuilt.join(', ')}`] : []),
    ...(next.length > 0 ? ['and then, by what these services state:'] : []),
    ...next.map((one) => `  ${one.service} states ${one.event}: ${one.consumers.join(', ') || 'nobody by name'}`),
  ])
}

export const diffText = (changes: readonly Change[]): string =>
  changes.length === 0
    ? 'Nothing of the catalog has changed.\n'
    : lines(
        changes.map(
          ({ kind, what, detail, concerns }) =>
            `${SIGNS[kind]} ${what}${detail ? `: ${detail}` : ''}${concernsText(concerns)}`,
        ),
      )

/** For the comment on a pull request. */
export const diffMarkdown = (changes: readonly Change[]): string =>
  changes.length === 0
    ? 'Nothing of the catalog has changed.\n'
    : lines([
        '| | what | change | concerns |',
        '|---|---|---|---|',
        ...changes.map(
          ({ kind, what, detail, concerns }) =>
            `| ${kind} | ${cell(what)} | ${cell(detail ?? '')} | ${cell(concerns.join(', '))} |`,
        ),
      ])

const SIGNS = { added: '+', removed: '-', changed: '~' } as const

const concernsText = (concerns: readonly string[]): string => (concerns.length > 0 ? `  (${concerns.join(', ')})` : '')

const cell = (text: string): string => text.replaceAll('|', '\\|')

const fieldLines = (fields: Fields): string[] => {
  const width = Math.max(0, ...Object.keys(fields).map(({ length }) => length))
  return Object.entries(fields).map(([path, kind]) => `  ${path.padEnd(width)}  ${kind}`)
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
