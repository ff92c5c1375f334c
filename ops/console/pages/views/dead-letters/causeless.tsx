import type { Issue } from '../../../../dead-letters/issues/issue.ts'
import type { Unseen } from '../../../../dead-letters/queue/causeless-issues.ts'
import type { ListedIssues } from '../../../operations/dead-letters/issues.ts'
import { count, duration, plural } from '../../format.ts'
import { useNow } from '../../live.ts'
import { Text } from '../../parts/text.tsx'
import { type RowColumn, VirtualRows } from '../../parts/virtual-rows.tsx'
import { addressOf } from './selection.ts'

/** What was found in dead-letter queues, or could not be looked at, beside the issues that have a record. */
export function Causeless({ causeless: { issues, unseen, problem } }: Pick<ListedIssues, 'causeless'>) {
  const now = useNow()
  const found = issues.reduce((sum, { dead }) => sum + dead, 0)
  return (
    <>
      <UnseenQueues unseen={unseen} />
      {problem === undefined ? null : (
        <p class="failed">
          What died without a cause has no record yet, since none could be written: <Text>{problem}</Text>
        </p>
      )}
      {found === 0 ? null : (
        <section aria-labelledby="causeless">
          <h2 id="causeless">Without a record yet</h2>
          <p>
            {plural(found, 'message')} in dead-letter queues, of which nobody wrote down why.{' '}
            <span class="dim">Those of a consumer that holds aggregates are parked within a minute.</span>
          </p>
          <VirtualRows
            label="Without a record yet"
            rows={issues}
            columns={columns(now)}
            keyOf={({ consumer, fingerprint }) => `${consumer} ${fingerprint}`}
          />
        </section>
      )}
    </>
  )
}

/** The dead-letter queues of which not all was looked at, and why. */
export function UnseenQueues({ unseen }: { readonly unseen: readonly Unseen[] }) {
  const refused = Map.groupBy(
    unseen.filter(({ messages }) => messages === null),
    ({ why = '' }) => why,
  )
  return (
    <>
      {unseen.map(({ consumer, looked_at, messages }) =>
        messages === null ? null : (
          <p key={consumer} class="watch">
            {consumer}: looked at {count(looked_at)} of about {count(messages)} messages for what died without a cause,
            so this is not all.
          </p>
        ),
      )}
      {[...refused].map(([why, queues]) => (
        <p key={why} class="failed">
          What died without a cause is not known of {queues.map(({ consumer }) => consumer).join(', ')}: the queues
          could not be looked at: <Text>{why}</Text>
        </p>
      ))}
    </>
  )
}

const columns = (now: number): readonly RowColumn<Issue>[] => [
  { title: 'Wait', rem: 4.5, isNumber: true, of: ({ dead }) => count(dead) },
  { title: 'Consumer', rem: 11, of: ({ consumer }) => consumer },
  {
    title: 'What is known',
    rem: 20,
    grows: true,
    of: ({ consumer, fingerprint, errorType, errorMessage }) => (
      <a href={addressOf({ consumer, fingerprint })}>
        <Text>{`${errorType}: ${errorMessage}`}</Text>
      </a>
    ),
  },
  { title: 'Types', rem: 12, of: ({ eventTypes }) => <Text>{eventTypes.join(', ')}</Text> },
  {
    title: 'Sent, ago',
    rem: 7.5,
    isNumber: true,
    of: ({ lastSeen }) => duration((now - Date.parse(lastSeen)) / 1000),
  },
]
