import type { CatalogEvent } from '../../../catalog/model.ts'
import { newestFields } from '../../../catalog/relations.ts'
import { word } from '../shell.ts'
import { CatalogPage } from './catalog-page.tsx'
import { ConsumerDown } from './impact-of-consumer.tsx'
import { EventChange } from './impact-of-event.tsx'
import { type Drawn, useSource, withQuery } from './source.ts'

/** Whom a change of an event or of a field would concern; what stands still while a consumer is down. */
export function ImpactPage({ query: { of = '', field = '' } }: Drawn) {
  const { details, go } = useSource()
  const { catalog } = details
  const event = catalog.events.find(({ type }) => type === of)
  const name = of.replace(/^consumer:/, '')
  const consumer = event ? undefined : catalog.consumers.find((one) => one.name === name)
  const isField = event !== undefined && field in newestFields(event)
  const does = event
    ? `catalog impact ${word(of)}${isField ? ` --field ${word(field)}` : ''}`
    : `catalog impact ${consumer ? word(consumer.name) : '--help'}`
  return (
    <CatalogPage title="Blast radius" section="/catalog/impact" does={does}>
      <form class="filter top" aria-label="Of what" onSubmit={(given) => given.preventDefault()}>
        <label>
          A change of the event, or a consumer that is down
          <select
            value={event ? of : consumer ? `consumer:${consumer.name}` : ''}
            onChange={({ currentTarget }) => go(withQuery('/catalog/impact', { of: currentTarget.value }))}
          >
            <option value="">choose one</option>
            <optgroup label="Events">
              {catalog.events.map(({ type }) => (
                <option key={type} value={type}>
                  {type}
                </option>
              ))}
            </optgroup>
            <optgroup label="Consumers">
              {catalog.consumers.map((one) => (
                <option key={one.name} value={`consumer:${one.name}`}>
                  {one.name}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
        {event ? <FieldChoice event={event} field={field} onField={(path) => go(address(of, path))} /> : null}
      </form>
      {event && field !== '' && !isField ? (
        <p class="failed" role="alert">
          {of} version {event.version} has no such field. Shown is a change of the event as a whole.
        </p>
      ) : null}
      {event ? <EventChange event={event} {...(isField && { field })} /> : null}
      {consumer ? <ConsumerDown consumer={consumer} /> : null}
      {!event && !consumer ? (
        <p class="judgement">
          {of === '' ? '' : 'There is no such event or consumer. '}Choose an event to see whom a change of it would
          concern, or a consumer to see what stands still while it is down.
        </p>
      ) : null}
    </CatalogPage>
  )
}

const address = (of: string, field: string): string => withQuery('/catalog/impact', { of, field })

function FieldChoice({
  event,
  field,
  onField,
}: {
  readonly event: CatalogEvent
  readonly field: string
  readonly onField: (path: string) => void
}) {
  return (
    <label>
      Of its field
      <select value={field} onChange={({ currentTarget }) => onField(currentTarget.value)}>
        <option value="">any of them</option>
        {Object.keys(newestFields(event)).map((path) => (
          <option key={path} value={path}>
            {path}
          </option>
        ))}
      </select>
    </label>
  )
}
