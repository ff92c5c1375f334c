import { isKnownService, serviceOfProducer } from '../../../catalog/effects.ts'
import { aroundEvent } from '../../../catalog/flow/around.ts'
import type { CatalogEvent, CatalogVersion } from '../../../catalog/model.ts'
import { consumersOf, subscriptionsTo } from '../../../catalog/relations.ts'
import { Text } from '../parts/text.tsx'
import { word } from '../shell.ts'
import { CatalogPage, Missing } from './catalog-page.tsx'
import { ConsumerTable } from './consumer-table.tsx'
import { Deprecated } from './deprecated.tsx'
import { FlowPicture } from './graph/flow-picture.tsx'
import { CatalogLink, EntryLink, Fact } from './links.tsx'
import { FieldsTable, SchemaAndExample } from './schema.tsx'
import { useSource, withQuery } from './source.ts'

/** One event: who states and takes it, and what it says in each version. */
export function EventPage({ name }: { readonly name: string }) {
  const { details } = useSource()
  const { catalog } = details
  const does = `catalog show ${word(name)}`
  const event = catalog.events.find(({ type }) => type === name)
  if (!event) return <Missing kind="event" name={name} does={does} />
  const otherTeams = subscriptionsTo(catalog, name)
  const service = serviceOfProducer(catalog, event.producer)
  return (
    <CatalogPage title={<Text>{name}</Text>} does={does}>
      <p class="meaning">
        <Text>{event.meaning}</Text>
      </p>
      <Deprecated of={event.deprecated} />
      <dl class="facts">
        <Fact name="Stated by">
          {isKnownService(catalog, service) ? <EntryLink kind="service" name={service} /> : <Text>{service}</Text>}
        </Fact>
        <Fact name="In streams of">
          <Text>{event.aggregate}</Text>
        </Fact>
        <Fact name="Newest version">{event.version}</Fact>
        {otherTeams.length > 0 ? (
          <Fact name="Sent to other teams">
            <Text>{otherTeams.map((one) => `${one.name} (${one.stages.join(', ')})`).join(', ')}</Text>
          </Fact>
        ) : null}
        <Fact name="A change">
          <CatalogLink path={withQuery('/catalog/impact', { of: name })}>whom it would concern</CatalogLink>
        </Fact>
      </dl>
      <FlowPicture graph={aroundEvent(catalog, name)} label={`Who states and takes ${name}`} centre={`event ${name}`} />
      <h2>Consumers</h2>
      <ConsumerTable consumers={consumersOf(catalog, name)} />
      {event.versions.toReversed().map((version) => (
        <Version key={version.version} event={event} version={version} />
      ))}
    </CatalogPage>
  )
}

function Version({
  event,
  version: { version, fields, deprecated },
}: {
  event: CatalogEvent
  version: CatalogVersion
}) {
  const { details } = useSource()
  const described = details.events[event.type]?.find((one) => one.version === version)
  return (
    <section aria-label={`Version ${version}`}>
      <h2>
        Version {version} <span class="dim">{version === event.version ? 'newest' : 'read by an upcast'}</span>
      </h2>
      <Deprecated of={deprecated} />
      <FieldsTable fields={fields} {...(version === event.version && { event: event.type })} />
      {described ? <SchemaAndExample {...described} /> : null}
    </section>
  )
}
