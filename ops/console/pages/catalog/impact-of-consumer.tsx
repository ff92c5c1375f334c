import { consumerImpactOf } from '../../../catalog/consumer-impact.ts'
import { consumerImpactGraph } from '../../../catalog/flow/impact-graph.ts'
import type { CatalogConsumer } from '../../../catalog/model.ts'
import { plural } from '../format.ts'
import { FlowPicture } from './graph/flow-picture.tsx'
import { EntryLink, EntryLinks, Fact } from './links.tsx'
import { useSource } from './source.ts'

/** Page that shows what stands still while a consumer is down. */
export function ConsumerDown({ consumer }: { readonly consumer: CatalogConsumer }) {
  const { details, operations } = useSource()
  const impact = consumerImpactOf(details.catalog, consumer.name)
  const { waits, takesEverything, withheld, staleReadModels, staleRoutes, sendsNoEmail } = impact
  const retention = consumer.queue?.retentionDays
  const events = waits.filter(({ kind }) => kind === 'event').map(({ type }) => type)
  const commands = waits.filter(({ kind }) => kind === 'command').map(({ type }) => type)
  return (
    <>
      <p class="judgement">
        While <strong>{consumer.name}</strong> is down, its messages wait in its queue
        {retention === undefined ? '' : `; after ${plural(retention, 'day')} SQS deletes them`}. Other consumers have
        queues of their own, and go on.
      </p>
      <dl class="facts">
        <Fact name="Waits">
          {takesEverything ? 'every event' : null}
          {events.length > 0 ? <EntryLinks kind="event" names={events} /> : null}
          {commands.length > 0 ? <EntryLinks kind="command" names={commands} /> : null}
        </Fact>
        {staleReadModels.length > 0 ? (
          <Fact name="Shows what was">
            <EntryLinks kind="read model" names={staleReadModels} />
            {staleRoutes.length > 0 ? (
              <>
                , behind some of <EntryLinks kind="route" names={staleRoutes} />
              </>
            ) : null}
          </Fact>
        ) : null}
        {sendsNoEmail ? <Fact name="Not sent">its e-mail, until it is back</Fact> : null}
        {operations.includes('consumers') ? (
          <Fact name="Right now">
            <a href="/consumers">whether it takes its messages, how many wait, how long until the first is lost</a>
          </Fact>
        ) : null}
      </dl>
      <FlowPicture
        graph={consumerImpactGraph(impact)}
        label={`What stands still while ${consumer.name} is down`}
        centre={`consumer ${consumer.name}`}
      />
      {withheld.length > 0 ? (
        <>
          <h2>What may not come meanwhile</h2>
          <div class="wide">
            <table class="list wraps">
              <thead>
                <tr>
                  <th scope="col">Message</th>
                  <th scope="col">Would be taken by</th>
                  <th scope="col">Comes from others, too</th>
                </tr>
              </thead>
              <tbody>
                {withheld.map(({ kind, type, consumers, othersState }) => (
                  <tr key={`${kind} ${type}`}>
                    <th scope="row">
                      <EntryLink kind={kind} name={type} />
                    </th>
                    <td>
                      <EntryLinks kind="consumer" names={consumers} none="nobody by name" />
                    </td>
                    <td>{othersState ? 'it may' : <strong>no</strong>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p class="dim">
            Which of the service's events, and which command, a handler states is not declared: it may be any.
          </p>
        </>
      ) : (
        <p class="dim">It states and sends nothing: nobody else waits for it.</p>
      )}
    </>
  )
}
