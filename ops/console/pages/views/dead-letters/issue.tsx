import type { Issue } from '../../../../dead-letters/issues/issue.ts'
import type { LetterSummary } from '../../../../dead-letters/letters/letter.ts'
import type { ToldVerdict } from '../../../operations/dead-letters/told-verdict.ts'
import { ago, count, duration, moment, plural } from '../../format.ts'
import { useLive, useNow } from '../../live.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { type RowColumn, VirtualRows } from '../../parts/virtual-rows.tsx'
import { IssueActions } from './issue-actions.tsx'
import { letterColumn } from './letter-column.tsx'

type ListedLetter = LetterSummary & { readonly verdict: ToldVerdict }

interface ShownIssue {
  readonly issue: Issue
  readonly verdicts: readonly (ToldVerdict & { readonly letters: number })[]
  readonly days: readonly { readonly day: string; readonly letters: number }[]
  readonly letters: readonly ListedLetter[]
}

const MOST_DAYS = 14

/** One cause at one consumer: how much of it, since when, and what a retry would do. */
export function IssuePage({ consumer, fingerprint }: { readonly consumer: string; readonly fingerprint: string }) {
  const live = useLive<ShownIssue>('issue', { consumer, fingerprint }, { everySeconds: 15, idleSeconds: 120 })
  const now = useNow()
  return (
    <>
      <PageHead title={`${consumer} ${fingerprint}`} live={live} />
      {live.data ? <Details {...live.data} now={now} again={live.refresh} /> : null}
      <CommandLine does={`dead-letters show ${fingerprint} --consumer ${consumer}`} />
    </>
  )
}

function Details({
  issue,
  verdicts,
  days,
  letters,
  now,
  again,
}: ShownIssue & { readonly now: number; readonly again: () => void }) {
  return (
    <>
      <p class="cause">
        <strong>
          <Text>{issue.errorType}</Text>
        </strong>{' '}
        <Text>{issue.errorMessage}</Text>
      </p>
      <IssueActions issue={issue} again={again} />
      <dl class="facts">
        <dt>State</dt>
        <dd>
          {issue.reopened ? 'open again: it was resolved, and has failed since' : issue.state}
          {issue.state === 'resolved' && issue.dead > 0 ? ', though letters of it wait' : ''}
        </dd>
        {issue.note === undefined ? null : (
          <>
            <dt>Note</dt>
            <dd>
              <Text>{issue.note}</Text>
            </dd>
          </>
        )}
        <dt>Letters</dt>
        <dd>
          {count(issue.dead)} wait, {count(issue.retried)} were sent again, {count(issue.closed)} are closed;{' '}
          {plural(issue.deaths, 'death')} in all, of {plural(issue.aggregates, 'aggregate')}
        </dd>
        {issue.thrownIn === undefined ? null : (
          <>
            <dt>Thrown in</dt>
            <dd>
              <Text>{issue.thrownIn}</Text>
            </dd>
          </>
        )}
        <dt>Types</dt>
        <dd>
          <Text>{issue.eventTypes.join(', ')}</Text>
        </dd>
        <dt>Seen</dt>
        <dd>
          first {ago(issue.firstSeen, now)} ({moment(issue.firstSeen)} UTC)
          {issue.sinceCode ? (
            <>
              {' '}
              in code <Text>{issue.sinceCode}</Text>
            </>
          ) : null}
          , last {ago(issue.lastSeen, now)}
        </dd>
        {issue.lostAt === undefined ? null : (
          <>
            <dt>Lost</dt>
            <dd>the first of them in {duration((Date.parse(issue.lostAt) - now) / 1000)}</dd>
          </>
        )}
        {days.length < 2 ? null : (
          <>
            <dt>By day</dt>
            <dd>
              {days
                .slice(0, MOST_DAYS)
                .map(({ day, letters: of }) => `${day} ${count(of)}`)
                .join(', ')}
            </dd>
          </>
        )}
      </dl>
      {verdicts.length > 0 ? (
        <section aria-labelledby="verdicts">
          <h2 id="verdicts">What a retry would do</h2>
          <ul class="verdicts">
            {verdicts.map(({ kind, says, isRisky, letters: of }) => (
              <li key={kind} class={isRisky ? 'watch' : ''}>
                <span class="number">{count(of)}</span> {says}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {letters.length > 0 ? (
        <section aria-labelledby="letters">
          <h2 id="letters">
            {letters.length < issue.dead
              ? `The latest ${count(letters.length)} of those that wait`
              : 'Letters that wait'}
          </h2>
          <VirtualRows label="Letters" rows={letters} columns={columns(now)} keyOf={({ id }) => id} />
        </section>
      ) : null}
    </>
  )
}

const columns = (now: number): readonly RowColumn<ListedLetter>[] => [
  letterColumn,
  { title: 'Type', rem: 11, of: ({ eventType = '' }) => <Text>{eventType}</Text> },
  { title: 'Aggregate', rem: 14.5, of: ({ aggregateId = '' }) => <Text>{aggregateId}</Text> },
  {
    title: 'Failed, ago',
    rem: 7.5,
    isNumber: true,
    of: ({ lastFailedAt }) => duration((now - Date.parse(lastFailedAt)) / 1000),
  },
  { title: 'Deaths', rem: 5, isNumber: true, of: ({ deaths }) => count(deaths) },
  { title: 'A retry', rem: 16, grows: true, of: ({ verdict }) => verdict.says },
]
