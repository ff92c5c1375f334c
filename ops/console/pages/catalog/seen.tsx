import type { Seen, SeenType } from '../../../catalog/seen/seen.ts'
import { ago, count, plural } from '../format.ts'
import { useLive, useNow } from '../live.ts'
import { ONCE } from '../pacing.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'
import { options } from '../shell.ts'
import { CatalogPage } from './catalog-page.tsx'
import { EntryLink, EntryLinks, Fact } from './links.tsx'
import { type Drawn, useSource, withQuery } from './source.ts'

const SINCE = ['1h', '6h', '1d', '7d', '30d']
const DEFAULT_SINCE = '1d'

/** Page that compares what an installation has really stated with what this checkout declares. */
export function SeenPage({ query: { since = DEFAULT_SINCE } }: Drawn) {
  const { go } = useSource()
  return (
    <CatalogPage title="Really seen" section="/catalog/seen" does={`catalog seen${options({ since })} --most 20000`}>
      <form class="filter top" aria-label="Of which time" onSubmit={(event) => event.preventDefault()}>
        <label>
          Of the last
          <select
            value={since}
            onChange={({ currentTarget }) => go(withQuery('/catalog/seen', { since: currentTarget.value }), true)}
          >
            {[...new Set([...SINCE, since])].map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
      </form>
      <Found key={since} since={since} />
    </CatalogPage>
  )
}

/** Read once: each look reads the events themselves. */
function Found({ since }: { readonly since: string }) {
  const live = useLive<Seen>('catalog-seen', { since }, ONCE)
  return (
    <>
      <PageHead title={<span class="dim">Stored events</span>} level={2} live={live} />
      {live.data ? <Shown seen={live.data} /> : null}
    </>
  )
}

function Shown({ seen }: { readonly seen: Seen }) {
  const { events, isCut, to, types, notStated, notTaken, unknown, withoutEvents } = seen
  return (
    <>
      <p class="judgement">
        {events === 0
          ? 'Nothing was stated in that time.'
          : `${plural(events, 'event')} of ${plural(types.length, 'type')}.`}{' '}
        {isCut ? `There are more: they were counted up to ${to}.` : ''}
      </p>
      {types.length > 0 ? <Types types={types} /> : null}
      <dl class="facts">
        <Fact name="Declared, not stated">
          <EntryLinks kind="event" names={notStated} none="every type was stated" />
        </Fact>
        <Fact name="Stated, not declared">
          {unknown.length > 0 ? (
            <strong class="watch">
              <Text>{unknown.join(', ')}</Text>
            </strong>
          ) : (
            <span class="dim">none: this checkout knows every type and version</span>
          )}
        </Fact>
        <Fact name="Stated, taken by nobody by name">
          {notTaken.length > 0 ? <Text>{notTaken.join(', ')}</Text> : <span class="dim">none</span>}
        </Fact>
        <Fact name="Consumers without events">
          <EntryLinks kind="consumer" names={withoutEvents} none="each got some" />
        </Fact>
      </dl>
    </>
  )
}

function Types({ types }: { readonly types: readonly SeenType[] }) {
  const { details } = useSource()
  const now = useNow()
  const known = new Set(details.catalog.events.map(({ type }) => type))
  return (
    <div class="wide">
      <table class="list wraps">
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col" class="number">
              Events
            </th>
            <th scope="col" class="number">
              An hour
            </th>
            <th scope="col">Versions</th>
            <th scope="col">Latest</th>
            <th scope="col">Taken by name by</th>
          </tr>
        </thead>
        <tbody>
          {types.map(({ type, count: events, perHour, versions, latest, takenBy }) => (
            <tr key={type} class={known.has(type) ? '' : 'watch'}>
              <th scope="row">{known.has(type) ? <EntryLink kind="event" name={type} /> : <Text>{type}</Text>}</th>
              <td class="number">{count(events)}</td>
              <td class="number">{perHour < 0.1 ? '<0.1' : count(Number(perHour.toPrecision(2)))}</td>
              <td>
                <Text>
                  {Object.entries(versions)
                    .map(([version, of]) => `${version}: ${count(of)}`)
                    .join(', ')}
                </Text>
              </td>
              <td>{ago(latest, now)}</td>
              <td>
                <EntryLinks kind="consumer" names={takenBy} none="nobody" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
