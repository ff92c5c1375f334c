import { impactOf } from '../catalog/impact.ts'
import type {
  Catalog,
  CatalogCommand,
  CatalogConsumer,
  CatalogEvent,
  CatalogService,
  Fields,
} from '../catalog/model.ts'
import { producerName } from '../catalog/model.ts'
import { queueClauses } from '../catalog/queue-text.ts'
import { consumersOf } from '../catalog/relations.ts'
import { anchor, type Html, html, link, links } from './html.ts'

/** @param example of the newest version. */
export function eventSection(catalog: Catalog, event: CatalogEvent, example: unknown): Html {
  const { type, version, versions, meaning, producer, aggregate, deprecated } = event
  const service = catalog.services.find(({ name }) => producerName(name) === producer)?.name
  const { next } = impactOf(catalog, type)
  const facts = [
    ['stated by', service ? link('service', service) : html`${producer}`],
    ['in the stream of', html`${aggregate}`],
    [
      'taken by',
      links(
        'consumer',
        consumersOf(catalog, type).map(({ name }) => name),
      ),
    ],
    ['these services state', links('event', [...new Set(next.map((one) => one.event))])],
  ] as const
  return entry('event', type, `version ${version}`, meaning, [
    deprecated && html`<p class="old">Deprecated since ${deprecated.since}: ${deprecated.reason}.</p>`,
    factsOf(facts),
    ...versions
      .toReversed()
      .map(
        (one) =>
          html`<details${one.version === version && html` open`}><summary>Version ${one.version}${one.deprecated && html`, <span class="old">deprecated since ${one.deprecated.since}: ${one.deprecated.reason}</span>`}</summary>${fieldsTable(one.fields)}</details>`,
      ),
    html`<details><summary>Example</summary><pre>${JSON.stringify(example, null, 2)}</pre></details>`,
  ])
}

export const commandSection = ({ type, addressee, meaning, fields }: CatalogCommand): Html =>
  entry('command', type, 'command', meaning, [
    factsOf([['addressee', link('consumer', addressee)]]),
    fieldsTable(fields),
  ])

export function consumerSection(consumer: CatalogConsumer): Html {
  const { name, service, subscribesTo, accepts, ordering, delivery, idempotency, filtersOn, breakers, queue } = consumer
  const takes =
    subscribesTo === '*'
      ? html`every event`
      : subscribesTo.length > 0
        ? links('event', subscribesTo)
        : links('command', accepts)
  return entry('consumer', name, 'consumer', '', [
    factsOf([
      ['of', link('service', service)],
      ['takes', takes],
      ['ordering', html`${ordering}`],
      ['delivery', html`${[delivery, idempotency].filter(Boolean).join(', ')}`],
      ...(filtersOn.length > 0 ? [['filters on', html`${filtersOn.join(', ')}`] as const] : []),
      ...(breakers.length > 0 ? [['circuit breakers', html`${breakers.join(', ')}`] as const] : []),
      ...(queue ? [['queue', html`${queueClauses(queue).join('; ')}`] as const] : []),
    ]),
  ])
}

export function serviceSection(catalog: Catalog, { name, routes, readModels, aggregates }: CatalogService): Html {
  const states = catalog.events.filter(({ producer }) => producer === producerName(name)).map(({ type }) => type)
  const consumers = catalog.consumers.filter(({ service }) => service === name).map((one) => one.name)
  const facts: (readonly [string, Html])[] = [
    ['states', states.length > 0 ? links('event', states) : html`nothing`],
    ['consumers', consumers.length > 0 ? links('consumer', consumers) : html`none`],
  ]
  if (routes.length > 0) facts.push(['routes', links('route', routes)])
  if (aggregates.length > 0) facts.push(['aggregates', html`${aggregates.join(', ')}`])
  if (readModels.length > 0) facts.push(['read models', html`${readModels.join(', ')}`])
  return entry('service', name, 'service', '', [factsOf(facts)])
}

/** One entry of the page; what is searched is its whole text. */
export const entry = (
  kind: string,
  name: string,
  label: string,
  meaning: string,
  content: readonly (Html | undefined | false)[],
): Html =>
  html`<article class="entry" id="${anchor(kind, name)}"><h3>${name} <small>${label}</small></h3>${meaning !== '' && html`<p>${meaning}</p>`}${content}</article>
`

const factsOf = (facts: readonly (readonly [string, Html])[]): Html =>
  html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`

const fieldsTable = (fields: Fields): Html =>
  html`<table>${Object.entries(fields).map(([path, kind]) => html`<tr><td><code>${path}</code></td><td>${kind}</td></tr>`)}</table>`
