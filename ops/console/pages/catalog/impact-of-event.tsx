import { impactGraph } from '../../../catalog/flow/impact-graph.ts'
import { type Impact, impactOf } from '../../../catalog/impact.ts'
import type { CatalogEvent } from '../../../catalog/model.ts'
import { plural } from '../format.ts'
import { Text } from '../parts/text.tsx'
import { FlowPicture } from './graph/flow-picture.tsx'
import { EntryLink, EntryLinks, Fact } from './links.tsx'
import { useSource } from './source.ts'

/** A change of an event, or of one of its fields. */
export function EventChange({ event, field }: { readonly event: CatalogEvent; readonly field?: string }) {
  const { catalog } = useSource().details
  const impact = impactOf(catalog, event.type, field)
  const named = impact.affected.filter(({ subscribes }) => subscribes === 'name')
  const all = impact.affected.filter(({ subscribes }) => subscribes === 'all')
  const filtering = impact.affected.filter(({ filtersOnField }) => filtersOnField).map(({ consumer }) => consumer)
  return (
    <>
      <p class="judgement">
        A change of{' '}
        <strong>
          <Text>{impact.field ? `${event.type}: ${impact.field.path}` : event.type}</Text>
        </strong>{' '}
        {impact.field ? (
          <span class="dim">
            (<Text>{impact.field.kind}</Text>){' '}
          </span>
        ) : null}
        concerns {plural(named.length, 'consumer')} by name, and {plural(all.length, 'consumer')} of every event.
      </p>
      <dl class="facts">
        {impact.field ? (
          <>
            <Fact name="Filter on it">
              <EntryLinks kind="consumer" names={filtering} none="nobody" />
              {filtering.length > 0 ? ': another value there decides what arrives at all' : ''}
            </Fact>
            <Fact name="Stands in">
              {impact.versions.length === event.versions.length
                ? 'every version'
                : `version ${impact.versions.join(', ')} only; an upcast makes it of the others`}
            </Fact>
          </>
        ) : null}
        <Fact name="Stated by">
          <Text>{impact.producer}</Text>
        </Fact>
        <Fact name="Read models to rebuild">
          <EntryLinks kind="read model" names={impact.affected.flatMap(({ rebuild }) => rebuild)} />
        </Fact>
        {impact.otherTeams.length > 0 ? (
          <Fact name="Sent to other teams">
            <Text>
              {impact.otherTeams.map((one) => `${one.name}${one.filtersOnField ? ' (filters on it)' : ''}`).join(', ')}
            </Text>
          </Fact>
        ) : null}
        {impact.requests.length > 0 ? (
          <Fact name="Requests read it in">
            <EntryLinks kind="service" names={impact.requests} />
          </Fact>
        ) : null}
        {all.length > 0 ? (
          <Fact name="Take every event">
            <EntryLinks kind="consumer" names={all.map(({ consumer }) => consumer)} />
          </Fact>
        ) : null}
      </dl>
      <FlowPicture
        graph={impactGraph(impact)}
        label={`Whom a change of ${event.type} concerns`}
        centre={`event ${event.type}`}
      />
      <Affected impact={impact} />
      <p class="dim">
        Consumers read an event by its whole schema, and which fields a handler uses is not declared: so every
        subscriber counts. What they state in turn is where a wrong reading would show next.
      </p>
    </>
  )
}

const READS = { all: 'as any event', name: 'by its schema', stored: 'where it is stored' } as const

function Affected({ impact: { affected, next } }: { readonly impact: Impact }) {
  if (affected.length === 0) return <p class="dim">Nobody takes it.</p>
  return (
    <div class="wide">
      <table class="list wraps">
        <thead>
          <tr>
            <th scope="col">Consumer</th>
            <th scope="col">Service</th>
            <th scope="col">Reads it</th>
            <th scope="col">May state, and so concern</th>
          </tr>
        </thead>
        <tbody>
          {affected.map(({ consumer, service, subscribes, filtersOnField, rebuild }) => (
            <tr key={consumer} class={filtersOnField ? 'watch' : ''}>
              <th scope="row">
                <EntryLink kind="consumer" name={consumer} />
              </th>
              <td>
                <EntryLink kind="service" name={service} />
              </td>
              <td>
                {filtersOnField ? 'filters on it' : READS[subscribes]}
                {rebuild.length > 0 ? ', keeps a read model' : ''}
              </td>
              <td>
                <EntryLinks
                  kind="event"
                  names={next.filter(({ by }) => by.includes(consumer)).map(({ event }) => event)}
                  none="nothing"
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
