import { useMemo } from 'preact/hooks'
import { takersOfAll } from '../../../catalog/flow/everything.ts'
import { happened } from '../../../catalog/flow/happened.ts'
import { aggregatesOf, lifeOf } from '../../../catalog/flow/life.ts'
import type { Trace } from '../../../trace/trace.ts'
import { useLive } from '../live.ts'
import { Text } from '../parts/text.tsx'
import { word } from '../shell.ts'
import { CatalogPage } from './catalog-page.tsx'
import { FlowPicture } from './graph/flow-picture.tsx'
import { CatalogLink, EntryLinks } from './links.tsx'
import { type Drawn, useSource, withQuery } from './source.ts'

const DEFAULT = 'order'

/** Page that shows what may happen in the life of an aggregate and, in the console, what has happened in the life of one. */
export function LifePage({ query: { of = DEFAULT, id = '' } }: Drawn) {
  const { details, go, operations } = useSource()
  const { catalog } = details
  const aggregates = useMemo(() => aggregatesOf(catalog), [catalog])
  const aggregate = aggregates.includes(of) ? of : (aggregates[0] ?? of)
  const canTrace = operations.includes('trace')
  const isOne = canTrace && id !== ''
  return (
    <CatalogPage
      title={isOne ? <Text>{`Life of ${aggregate} ${id}`}</Text> : `Life of ${article(aggregate)} ${aggregate}`}
      section="/catalog/life"
      does={isOne ? `trace ${word(`${aggregate}/${id}`)}` : `catalog life ${word(aggregate)}`}
    >
      <form
        class="filter top"
        aria-label="Whose life"
        onSubmit={(event) => {
          event.preventDefault()
          const given = new FormData(event.currentTarget)
          go(withQuery('/catalog/life', { of: aggregate, id: String(given.get('id') ?? '').trim() }))
        }}
      >
        <label>
          Life of one
          <select
            value={aggregate}
            onChange={({ currentTarget }) => go(withQuery('/catalog/life', { of: currentTarget.value }))}
          >
            {aggregates.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        {canTrace ? (
          <>
            <label>
              What has happened to the one with the id
              <input name="id" defaultValue={id} key={id} autocomplete="off" maxLength={150} placeholder="ord_…" />
            </label>
            <button type="submit">Show</button>
          </>
        ) : null}
      </form>
      {operations.includes('orders') && aggregate === DEFAULT ? <LatestOrders id={id} /> : null}
      {isOne ? (
        <HappenedLife key={`${aggregate}/${id}`} id={`${aggregate}/${id}`} />
      ) : (
        <PossibleLife aggregate={aggregate} />
      )}
    </CatalogPage>
  )
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? 'an' : 'a')

function PossibleLife({ aggregate }: { readonly aggregate: string }) {
  const { catalog } = useSource().details
  const graph = useMemo(() => lifeOf(catalog, aggregate), [catalog, aggregate])
  const all = takersOfAll(catalog)
  return (
    <>
      <p class="judgement">
        A solid arrow is declared: it says who takes an event or a command. A dashed arrow is possible: its consumer may
        state any event of its service, and send commands, but which of them is not declared.
      </p>
      <FlowPicture graph={graph} label={`What may happen in the life of ${article(aggregate)} ${aggregate}`} />
      {all.length > 0 ? (
        <p class="dim">
          Not drawn, because they take every event: <EntryLinks kind="consumer" names={all.map(({ name }) => name)} />.
        </p>
      ) : null}
    </>
  )
}

function HappenedLife({ id }: { readonly id: string }) {
  const live = useLive<readonly Trace[]>('trace', { id }, { everySeconds: 5, idleSeconds: 600 })
  const { graph, standings } = useMemo(() => happened(live.data ?? []), [live.data])
  if (!live.data) {
    return live.error ? (
      <p class="failed" role="alert">
        Could not be read: {live.error.message}
      </p>
    ) : (
      <p class="dim">Reading what has happened…</p>
    )
  }
  return (
    <>
      <p class="judgement">
        What has really happened, by its events, logs and records; what happened more than once is drawn once.{' '}
        <a href={withQuery('/trace', { id })}>With times and attempts</a>
      </p>
      {graph.edges.length > 0 ? (
        <FlowPicture graph={graph} label={`What has happened to ${id}`} standings={standings} />
      ) : (
        <p class="dim">Nothing of it has been delivered yet.</p>
      )}
    </>
  )
}

const LATEST = 5

/** The part of the answer that is needed here. */
interface SampleOrders {
  readonly orders: readonly { readonly order_id: string; readonly status: string }[]
}

function LatestOrders({ id }: { readonly id: string }) {
  const { data } = useLive<SampleOrders>('orders', {}, { everySeconds: 5, idleSeconds: 60 })
  const orders = data?.orders.slice(0, LATEST) ?? []
  if (orders.length === 0) return null
  return (
    <p>
      <span class="dim">Sample orders: </span>
      {orders.map(({ order_id, status }, index) => (
        <span key={order_id}>
          {index > 0 ? ', ' : ''}
          {order_id === id ? (
            <strong>{order_id}</strong>
          ) : (
            <CatalogLink path={withQuery('/catalog/life', { of: DEFAULT, id: order_id })}>{order_id}</CatalogLink>
          )}{' '}
          <span class="dim">{status}</span>
        </span>
      ))}
    </p>
  )
}
