import { statedBy } from '../../../catalog/relations.ts'
import { Text } from '../parts/text.tsx'
import { word } from '../shell.ts'
import { AlarmTable } from './alarm-table.tsx'
import { CatalogPage, Missing } from './catalog-page.tsx'
import { ConsumerTable } from './consumer-table.tsx'
import { EntryLinks, Fact } from './links.tsx'
import { useSource } from './source.ts'

/** One service: what it states, takes, answers and keeps. */
export function ServicePage({ name }: { readonly name: string }) {
  const { catalog } = useSource().details
  const does = `catalog show ${word(`service:${name}`)}`
  const service = catalog.services.find((one) => one.name === name)
  if (!service) return <Missing kind="service" name={name} does={does} />
  const consumers = catalog.consumers.filter((one) => one.service === name)
  const own = new Set(consumers.map((one) => one.name))
  const alarms = catalog.alarms?.filter((alarm) => alarm.consumers.some((consumer) => own.has(consumer))) ?? []
  const commands = consumers.flatMap(({ accepts }) => accepts)
  return (
    <CatalogPage title={<Text>{name}</Text>} does={does}>
      <dl class="facts">
        <Fact name="States">
          <EntryLinks kind="event" names={statedBy(catalog, name).map(({ type }) => type)} none="nothing" />
        </Fact>
        <Fact name="Takes commands">
          <EntryLinks kind="command" names={commands} />
        </Fact>
        <Fact name="Answers">
          <EntryLinks kind="route" names={service.routes} none="no requests" />
        </Fact>
        <Fact name="Read models">
          <EntryLinks kind="read model" names={service.readModels} />
        </Fact>
        <Fact name="Aggregates">{service.aggregates.join(', ') || <span class="dim">none</span>}</Fact>
      </dl>
      <h2>Consumers</h2>
      {consumers.length > 0 ? <ConsumerTable consumers={consumers} /> : <p class="dim">It has none.</p>}
      {alarms.length > 0 ? (
        <>
          <h2>Alarms</h2>
          <AlarmTable alarms={alarms} />
        </>
      ) : null}
    </CatalogPage>
  )
}
