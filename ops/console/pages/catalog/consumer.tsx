import { deprecationText } from '../../../../events/deprecation.ts'
import { aroundConsumer } from '../../../catalog/flow/around.ts'
import type { CatalogConsumer } from '../../../catalog/model.ts'
import { queueClauses } from '../../../catalog/queue-text.ts'
import { alarmsOn, deprecatedTaken } from '../../../catalog/relations.ts'
import { Body } from '../parts/body.tsx'
import { Text } from '../parts/text.tsx'
import { word } from '../shell.ts'
import { AlarmTable } from './alarm-table.tsx'
import { CatalogPage, Missing } from './catalog-page.tsx'
import { FlowPicture } from './graph/flow-picture.tsx'
import { CatalogLink, EntryLink, EntryLinks, Fact } from './links.tsx'
import { useSource, withQuery } from './source.ts'

/** One consumer: what it takes and how, what it may do, and its queue. */
export function ConsumerPage({ name }: { readonly name: string }) {
  const { details, operations } = useSource()
  const { catalog, consumers } = details
  const does = `catalog show ${word(name)}`
  const consumer = catalog.consumers.find((one) => one.name === name)
  if (!consumer) return <Missing kind="consumer" name={name} does={does} />
  const described = consumers[name]
  return (
    <CatalogPage title={<Text>{name}</Text>} does={does}>
      <dl class="facts">
        <Fact name="Of">
          <EntryLink kind="service" name={consumer.service} />
        </Fact>
        <Fact name="Takes">
          <Takes consumer={consumer} />
        </Fact>
        {deprecatedTaken(catalog, consumer).map(({ type, ...deprecation }) => (
          <Fact key={type} name="Although">
            <strong class="watch">
              <Text>{`${type} is deprecated ${deprecationText(deprecation)}`}</Text>
            </strong>
          </Fact>
        ))}
        <Fact name="Order">{consumer.ordering === 'aggregate' ? 'kept per aggregate' : 'none is kept'}</Fact>
        <Fact name="Delivery">
          {consumer.delivery}
          {consumer.idempotency ? `, made so by its ${consumer.idempotency} effects` : ''}
        </Fact>
        <Fact name="May">
          {consumer.effects?.join(', ') || <span class="dim">only write its own table or bucket</span>}
        </Fact>
        {consumer.breakers.length > 0 ? <Fact name="Circuit breakers">{consumer.breakers.join(', ')}</Fact> : null}
        {consumer.queue ? <Fact name="Queue">{queueClauses(consumer.queue).join('; ')}</Fact> : null}
        {described ? (
          <>
            <Fact name="Function">
              batches of {described.batchSize}, at most {described.maxConcurrency} at once, {described.timeoutSeconds} s
              each
            </Fact>
            <Fact name="After a dead letter">
              {described.onDeadLetter === 'hold' ? 'later events of the same aggregate wait' : 'it goes on'}
            </Fact>
          </>
        ) : null}
        <Fact name="Blast radius">
          <CatalogLink path={withQuery('/catalog/impact', { of: `consumer:${name}` })}>
            what stands still while it is down
          </CatalogLink>
        </Fact>
        {operations.includes('consumers') ? (
          <Fact name="Right now">
            <a href="/consumers">whether it takes its messages</a>,{' '}
            <a href={withQuery('/dead-letters', { consumer: name })}>its dead letters</a>,{' '}
            <a href={withQuery('/logs', { function: name })}>its log</a>
          </Fact>
        ) : null}
      </dl>
      {consumer.subscribesTo === '*' ? null : (
        <FlowPicture
          graph={aroundConsumer(catalog, consumer)}
          label={`What ${name} takes, and what it may state or send`}
          centre={`consumer ${name}`}
        />
      )}
      {consumer.filter ? (
        <>
          <h2>Filter of its subscription</h2>
          <Body text={JSON.stringify(consumer.filter)} />
        </>
      ) : null}
      {catalog.alarms === undefined ? null : (
        <>
          <h2>Alarms</h2>
          <AlarmTable alarms={alarmsOn(catalog, name)} of={name} />
        </>
      )}
    </CatalogPage>
  )
}

function Takes({ consumer: { subscribesTo, accepts } }: { readonly consumer: CatalogConsumer }) {
  if (subscribesTo === '*') return <>every event</>
  if (accepts.length > 0) return <EntryLinks kind="command" names={accepts} />
  return <EntryLinks kind="event" names={subscribesTo} />
}
