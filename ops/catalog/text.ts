import { deprecationText } from '../../events/deprecation.ts'
import { table } from '../cli/table.ts'
import type { ConsumerImpact } from './consumer-impact.ts'
import { type Affected, howItReads, type Impact } from './impact.ts'
import type {
  Catalog,
  CatalogAlarm,
  CatalogCommand,
  CatalogConsumer,
  CatalogEvent,
  CatalogService,
  Fields,
} from './model.ts'
import { queueClauses } from './queue-text.ts'
import {
  alarmsOn,
  consumersOf,
  deprecatedTaken,
  newestFields,
  sharedAlarms,
  statedBy,
  subscriptionsTo,
} from './relations.ts'

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
        {
          title: 'ALARMS',
          of: ({ name }) => String(alarmsOn(catalog, name).length || ''),
          align: 'right',
          droppedAt: 3,
        },
        { title: 'TAKES', of: (consumer) => takesText(consumer) },
      ],
      width,
    ),
    ...(catalog.subscriptions?.length
      ? [
          table(
            catalog.subscriptions,
            [
              { title: 'OTHER TEAM', of: ({ name }) => name },
              { title: 'STAGES', of: ({ stages }) => stages.join(', '), droppedAt: 1 },
              { title: 'GETS', of: ({ events }) => events.join(', ') },
            ],
            width,
          ),
        ]
      : []),
    ...(catalog.alarms?.length
      ? [
          table(
            sharedAlarms(catalog),
            [
              { title: 'ALARM OF SEVERAL', of: ({ name }) => name },
              { title: 'STAGES', of: ({ onlyWith }) => onlyWith ?? 'every', droppedAt: 1 },
              { title: 'SAYS', of: ({ says }) => says },
            ],
            width,
          ),
        ]
      : []),
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
    ...(event.claimCheck ? ['  large data  goes by reference to a bucket (claimCheck)'] : []),
    `  taken by   ${namesOf(consumersOf(catalog, type))}`,
    ...sentTo(catalog, type),
    ...(deprecated ? [`  deprecated ${deprecationText(deprecated)}`] : []),
    ...(old.length > 0 ? [`  deprecated  ${old.join(', ')}`] : []),
    '',
    ...fieldLines(newestFields(event)),
  ])
}

/** Other teams that get an event; no line where there are none. */
function sentTo(catalog: Catalog, type: string): string[] {
  const names = subscriptionsTo(catalog, type).map(({ name }) => name)
  const filtered = subscriptionsTo(catalog, type).flatMap(({ name, filter }) =>
    filter ? [`  filter     of ${name}: ${JSON.stringify(filter)}`] : [],
  )
  return names.length > 0 ? [`  sent to    ${names.join(', ')} (other teams)`, ...filtered] : []
}

export const commandText = ({ type, addressee, meaning, sentBy, deprecated, fields }: CatalogCommand): string =>
  lines([
    `${type}, a command to ${addressee}`,
    `  ${meaning}`,
    ...(sentBy === 'schedule' ? ['  sent by a schedule at its time only'] : []),
    ...(deprecated ? [`  deprecated ${deprecationText(deprecated)}`] : []),
    '',
    ...fieldLines(fields),
  ])

export const alarmText = ({ name, says, section, when, consumers, onlyWith }: CatalogAlarm): string =>
  lines([
    `${name}, an alarm`,
    `  ${says}`,
    `  goes off  ${when}`,
    `  watches   ${consumers.join(', ') || 'what all consumers share'}`,
    `  stages    ${onlyWith === undefined ? 'every' : `those with ${onlyWith}`}`,
    ...(section === undefined ? [] : [`  see       docs/runbook.md#${section}`]),
  ])

export const consumerText = (catalog: Catalog, consumer: CatalogConsumer): string =>
  lines([
    `${consumer.name}, a consumer of ${consumer.service}`,
    `  takes     ${takesText(consumer)}`,
    ...deprecatedTaken(catalog, consumer).map(
      ({ type, ...deprecation }) => `  although  ${type} is deprecated ${deprecationText(deprecation)}`,
    ),
    `  ordering  ${consumer.ordering}`,
    `  delivery  ${[consumer.delivery, consumer.idempotency].filter(Boolean).join(', ')}`,
    ...(consumer.filter ? [`  filter    ${JSON.stringify(consumer.filter)}`] : []),
    ...(consumer.breakers.length > 0 ? [`  breakers  ${consumer.breakers.join(', ')}`] : []),
    ...(consumer.queue ? queueClauses(consumer.queue) : []).map(
      (clause, at) => `  ${at === 0 ? 'queue' : '     '}     ${clause}`,
    ),
    ...alarmsOn(catalog, consumer.name).map(
      ({ name, onlyWith }, at) =>
        `  ${at === 0 ? 'alarms' : '      '}    ${name}${onlyWith ? ` (only with ${onlyWith})` : ''}`,
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

/** Describes what stands still while a consumer is down. */
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

export function impactText(impact: Impact): string {
  const { event, version, producer, field, versions, affected, requests, otherTeams, next } = impact
  const filters = [...affected.map((one) => ({ ...one, name: one.consumer })), ...otherTeams]
    .filter(({ filtersOnField }) => filtersOnField)
    .map(({ name }) => name)
  const rebuilt = affected.flatMap(({ rebuild }) => rebuild)
  const line = (one: Affected): string => `  ${one.consumer} (${one.service})${howItReads[one.subscribes]}`
  return lines([
    field ? `${event}.${field.path} (${field.kind}), version ${version}` : `${event}, version ${version}`,
    `stated by ${producer}; a change concerns`,
    ...affected.map(line),
    ...requests.map((service) => `  requests to ${service}, which read it where it is stored`),
    ...otherTeams.map(({ name }) => `  ${name}, another team, which gets it in a queue of its own`),
    ...(field ? [`filters on ${field.path}: ${filters.join(', ') || 'nobody'}`] : []),
    ...(field && versions.length < version
      ? [
          `it stands in version ${versions.join(', ')} only${versions.includes(version) ? '' : `, and not in version ${version} any more`}`,
        ]
      : []),
    ...(rebuilt.length > 0 ? [`read models to rebuild: ${rebuilt.join(', ')}`] : []),
    ...(next.length > 0 ? ['and then, by what these services state:'] : []),
    ...next.map((one) => `  ${one.service} states ${one.event}: ${one.consumers.join(', ') || 'nobody by name'}`),
  ])
}

const fieldLines = (fields: Fields): string[] => {
  const width = Math.max(0, ...Object.keys(fields).map(({ length }) => length))
  return Object.entries(fields).map(([path, kind]) => `  ${path.padEnd(width)}  ${kind}`)
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
