import type { LetterStatus, LetterSummary } from '../../../../dead-letters/letters/letter.ts'
import type { LetterSelection } from '../../../../dead-letters/letters/selection.ts'
import type { SelectedLetters } from '../../../operations/dead-letters/read.ts'
import { count, duration } from '../../format.ts'
import { useLive, useNow } from '../../live.ts'
import { ONCE } from '../../pacing.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { type RowColumn, VirtualRows } from '../../parts/virtual-rows.tsx'
import type { Drawn } from '../view.ts'
import { CloseActions } from './close-actions.tsx'
import { letterColumn } from './letter-column.tsx'
import { LetterFilter } from './letter-filter.tsx'
import { RetryPlan } from './retry-plan.tsx'
import { addressOf, inWords, isEmpty, type Selection, selectionOf, selectionOptions } from './selection.ts'

/** The letters of a filter, what a retry of them would do, and doing it. */
export function Letters({ query }: Drawn) {
  const selection = selectionOf(query)
  return (
    <>
      {isEmpty(selection) ? (
        <h1>Letters</h1>
      ) : (
        <Selected key={addressOf(selection)} selection={selection} query={query} />
      )}
      <LetterFilter selection={selection} />
    </>
  )
}

function Selected({ selection, query }: { readonly selection: Selection } & Drawn) {
  const live = useLive<SelectedLetters>('letters', selection, ONCE)
  const now = useNow()
  const found = live.data
  return (
    <>
      <PageHead title={<Text>{`Letters: ${inWords(selection)}`}</Text>} live={live} />
      {found ? (
        <>
          <p class="judgement">
            {inCounts(found.counts)}
            <span class="dim"> Whatever fails later than this page was read is not meant.</span>
          </p>
          <RetryPlan selection={frozen(selection, found.selection)} shown={selection} query={query} />
          <CloseActions selection={frozen(selection, found.selection)} counts={found.counts} again={live.refresh} />
          <h2>Letters</h2>
          {found.letters.length > 0 ? (
            <VirtualRows
              label="Letters"
              rows={found.letters}
              columns={columns(now)}
              keyOf={({ consumer, id }) => `${consumer} ${id}`}
            />
          ) : (
            <p class="dim">None.</p>
          )}
        </>
      ) : null}
      <CommandLine does={`dead-letters list${selectionOptions(selection)} --state all`} />
    </>
  )
}

/** The selection with its times as the server has resolved them, so that it means the letters that the page shows. */
const frozen = (selection: Selection, { from, to }: LetterSelection): Selection => ({
  ...selection,
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
})

const WORDS: Readonly<Record<LetterStatus, string>> = {
  dead: 'wait',
  retried: 'were sent again',
  resolved: 'are resolved',
  edited: 'were edited',
  archived: 'are archived',
}

function inCounts(counts: SelectedLetters['counts']): string {
  const parts = Object.entries(counts).map(([status, letters]) => `${count(letters)} ${WORDS[status as LetterStatus]}`)
  return parts.length === 0 ? 'There is no record of such a letter.' : `${parts.join(', ')}.`
}

const columns = (now: number): readonly RowColumn<LetterSummary>[] => [
  letterColumn,
  { title: 'Status', rem: 6, of: ({ status }) => status },
  { title: 'Consumer', rem: 9, of: ({ consumer }) => consumer },
  { title: 'Type', rem: 10, of: ({ eventType = '' }) => <Text>{eventType}</Text> },
  { title: 'Aggregate', rem: 11, of: ({ aggregateId = '' }) => <Text>{aggregateId}</Text> },
  {
    title: 'Failed, ago',
    rem: 7.5,
    isNumber: true,
    of: ({ lastFailedAt }) => duration((now - Date.parse(lastFailedAt)) / 1000),
  },
  {
    title: 'Cause',
    rem: 14,
    grows: true,
    of: ({ consumer, fingerprint, errorType, errorMessage }) => (
      <a href={`/dead-letters/${consumer}/${fingerprint}`}>
        <Text>{`${errorType}: ${errorMessage}`}</Text>
      </a>
    ),
  },
]
