import type { Issue } from '../../../../dead-letters/issues/issue.ts'
import { needsSomebody } from '../../../../dead-letters/issues/needs-somebody.ts'
import type { ListedIssues } from '../../../operations/dead-letters/issues.ts'
import { count, duration, plural } from '../../format.ts'
import { useLive, useNow } from '../../live.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { type RowColumn, VirtualRows } from '../../parts/virtual-rows.tsx'
import type { Drawn } from '../view.ts'
import { Causeless } from './causeless.tsx'

/** Seconds between two readings. Each costs a scan of a table, so that they are far apart. */
const PACE = { everySeconds: 15, idleSeconds: 120 }

/** Dead letters by consumer and cause, the most urgent first. */
export function IssueList({ query: { consumer, state = 'waiting' } }: Drawn) {
  const live = useLive<ListedIssues>('issues', consumer === undefined ? {} : { consumer }, PACE)
  const now = useNow()
  const all = live.data?.issues ?? []
  const issues = all.filter((issue) => state === 'all' || needsSomebody(issue))
  const dead = issues.reduce((sum, issue) => sum + issue.dead, 0)
  const others = all.length - issues.length
  const causeless = live.data?.causeless.issues.length ?? 0
  const addressOf = (query: Readonly<Record<string, string | undefined>>) => {
    const given = Object.entries({ consumer, state, ...query }).flatMap(([name, value]) =>
      value ? [[name, value]] : [],
    )
    return `/dead-letters?${new URLSearchParams(given)}`
  }
  return (
    <>
      <PageHead title="Dead letters" live={live} />
      {live.data ? (
        <p class="judgement">
          {dead + causeless === 0
            ? 'No dead letters wait.'
            : `${plural(dead, 'dead letter waits', 'dead letters wait')}, of ${plural(issues.length, 'cause')}.`}{' '}
          {consumer === undefined ? null : (
            <>
              Only of {consumer}. <a href={addressOf({ consumer: undefined })}>Of all</a>.{' '}
            </>
          )}
          {state === 'all' ? (
            <a href={addressOf({ state: undefined })}>Only what waits</a>
          ) : others > 0 ? (
            <a href={addressOf({ state: 'all' })}>{plural(others, 'more', 'more')}, done or ignored</a>
          ) : null}{' '}
          <a href={consumer === undefined ? '/letters' : `/letters?consumer=${consumer}`}>Choose letters by a filter</a>
        </p>
      ) : null}
      {issues.length > 0 ? (
        <VirtualRows
          label="Issues"
          rows={issues}
          columns={columns(now)}
          keyOf={(issue) => `${issue.consumer} ${issue.fingerprint}`}
        />
      ) : null}
      {live.data ? <Causeless {...live.data} /> : null}
      <CommandLine
        does={`dead-letters list${consumer === undefined ? '' : ` --consumer ${consumer}`}${state === 'all' ? ' --state all' : ''}`}
      />
    </>
  )
}

const columns = (now: number): readonly RowColumn<Issue>[] => {
  const since = (time: string) => duration((now - Date.parse(time)) / 1000)
  return [
    { title: 'Wait', rem: 4.5, isNumber: true, of: ({ dead }) => count(dead) },
    { title: 'Consumer', rem: 11, of: ({ consumer }) => consumer },
    {
      title: 'Cause',
      rem: 20,
      grows: true,
      of: ({ consumer, fingerprint, errorType, errorMessage }) => (
        <a href={`/dead-letters/${consumer}/${fingerprint}`}>
          <Text>{`${errorType}: ${errorMessage}`}</Text>
        </a>
      ),
    },
    { title: 'State', rem: 8.5, of: ({ state, reopened }) => (reopened ? 'reopened' : state) },
    { title: 'First, ago', rem: 7.5, isNumber: true, of: ({ firstSeen }) => since(firstSeen) },
    { title: 'Last, ago', rem: 7.5, isNumber: true, of: ({ lastSeen }) => since(lastSeen) },
    { title: 'Code', rem: 7, of: ({ sinceCode = '' }) => <Text>{sinceCode}</Text> },
    {
      title: 'Lost in',
      rem: 8,
      isNumber: true,
      of: ({ lostAt }) => (lostAt ? duration((Date.parse(lostAt) - now) / 1000) : ''),
    },
    { title: 'Note', rem: 10, of: ({ note = '' }) => <Text>{note}</Text> },
  ]
}
