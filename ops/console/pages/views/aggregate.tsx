import type { Change, History } from '../../../aggregates/read-history.ts'
import { useAbout } from '../about.ts'
import { count, plural } from '../format.ts'
import { useLive } from '../live.ts'
import { Body } from '../parts/body.tsx'
import { CommandLine } from '../parts/command-line.tsx'
import { Differences } from '../parts/differences.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'
import { traceAddress } from '../parts/trace-address.ts'
import { go } from '../router.ts'
import { word } from '../shell.ts'
import type { Drawn } from './view.ts'

interface Address extends Drawn {
  readonly type: string
  readonly id: string
}

/** The events of an aggregate, its state before and after each, and as of a moment. */
export function AggregatePage({ type, id, query: { as_of: asOf = '' } }: Address) {
  const { isLocal } = useAbout()
  const pace = { everySeconds: isLocal ? 2 : 15, idleSeconds: 120 }
  const live = useLive<History>('aggregate', { type, id, ...(asOf && { as_of: asOf }) }, pace)
  const address = `/aggregates/${encodeURIComponent(type)}/${encodeURIComponent(id)}`
  return (
    <>
      <PageHead title={<Text>{`${type}/${id}`}</Text>} live={live} />
      <form
        class="actions"
        onSubmit={(event) => {
          event.preventDefault()
          const moment = String(new FormData(event.currentTarget).get('as_of') ?? '').trim()
          go(moment ? `${address}?${new URLSearchParams({ as_of: moment })}` : address)
        }}
      >
        <label>
          As of <input name="as_of" defaultValue={asOf} key={asOf} placeholder="now; 15m, or a time" size={28} />
        </label>
        <button type="submit">Show</button>
        <a href={`/trace?${new URLSearchParams({ id: `${type}/${id}` })}`}>What was set in motion</a>
      </form>
      {live.data ? <Shown history={live.data} asOf={asOf} address={address} /> : null}
      <CommandLine does={`trace ${word(`${type}/${id}`)}`} label="Its requests on the command line" />
    </>
  )
}

interface ShownProps {
  readonly history: History
  readonly asOf: string
  readonly address: string
}

function Shown({ history: { changes, state, isCut }, asOf, address }: ShownProps) {
  return (
    <>
      <p class="judgement">
        {plural(changes.length, 'event')}
        {asOf ? ` as of ${asOf}` : ''}
        {isCut ? ', and later ones' : ''}.
        {asOf ? (
          <>
            {' '}
            <a href={address}>As of now</a>
          </>
        ) : null}
      </p>
      <h2>State {asOf ? 'then' : 'now'}</h2>
      {state === undefined ? (
        <p class="dim">It cannot be told: its fold has failed, see below.</p>
      ) : (
        <Body text={JSON.stringify(state)} />
      )}
      <h2>What each event has changed</h2>
      <ol class="history">
        {changes.map((change) => (
          <Event key={change.event.event_id} change={change} address={address} />
        ))}
      </ol>
    </>
  )
}

function Event({
  change: { event, differences, problem },
  address,
}: {
  readonly change: Change
  readonly address: string
}) {
  const { event_id, event_type, sequence, timestamp, data, metadata } = event
  return (
    <li value={sequence}>
      <p class="actions">
        <strong>
          <Text>{event_type}</Text>
        </strong>
        <span>{timestamp}</span>
        <a href={`${address}?${new URLSearchParams({ as_of: timestamp })}`}>as of then</a>
        <a href={traceAddress(metadata.correlation_id, timestamp)}>its trace</a>
        <span class="id dim">{event_id}</span>
      </p>
      {problem === undefined ? null : (
        <p class="failed">
          <Text>{problem}</Text>
        </p>
      )}
      {differences.length > 0 ? <Differences of={differences} /> : <p class="dim">Nothing of the state.</p>}
      <details>
        <summary>Its data, {count(JSON.stringify(data).length)} characters</summary>
        <Body text={JSON.stringify(data)} />
      </details>
    </li>
  )
}
