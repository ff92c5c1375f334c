import type { ReleaseResult } from '../../../../parked/release.ts'
import type { ShownHold } from '../../../../parked/shown.ts'
import { useAbout } from '../../about.ts'
import { change } from '../../api.ts'
import { count, duration, plural } from '../../format.ts'
import { useLive, useNow } from '../../live.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { type Answers, ConfirmButton, reason } from '../../parts/confirm-button.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { type RowColumn, VirtualRows } from '../../parts/virtual-rows.tsx'
import { options } from '../../shell.ts'
import { Paused } from './paused.tsx'
import { nextTry, outcomesOf } from './texts.ts'

/** Aggregates whose later events wait behind a dead one. */
export function ParkedList() {
  const { isLocal } = useAbout()
  const pace = isLocal ? { everySeconds: 2, idleSeconds: 10 } : { everySeconds: 15, idleSeconds: 120 }
  const live = useLive<readonly ShownHold[]>('parked', {}, pace)
  const now = useNow()
  const holds = live.data ?? []
  const events = holds.reduce((sum, { parked }) => sum + parked, 0)
  return (
    <>
      <PageHead title="Parked" live={live} />
      {live.data ? (
        <p class="judgement">
          {holds.length === 0
            ? 'Nothing is parked: no aggregate waits behind a dead event.'
            : `${plural(events, 'event waits', 'events wait')} of ${plural(holds.length, 'aggregate')}, each behind the first that failed.`}
        </p>
      ) : null}
      <Paused holds={holds} />
      <p class="actions">
        {[...Map.groupBy(holds, ({ consumer }) => consumer)].map(([consumer, held]) => (
          <ReleaseAll key={consumer} consumer={consumer} held={held} again={live.refresh} />
        ))}
      </p>
      {holds.length > 0 ? (
        <VirtualRows
          label="Held aggregates"
          rows={holds}
          columns={columns(now)}
          keyOf={({ consumer, aggregate }) => `${consumer} ${aggregate}`}
        />
      ) : null}
      <CommandLine does="parked list" />
    </>
  )
}

interface ReleaseAllProps {
  readonly consumer: string
  readonly held: readonly ShownHold[]
  readonly again: () => void
}

function ReleaseAll({ consumer, held, again }: ReleaseAllProps) {
  const release = async (answers: Answers) => {
    const aggregates = held.map(({ aggregate }) => aggregate)
    const results = await change<readonly ReleaseResult[]>('parked-release', {
      consumer,
      aggregates,
      verb: 'release',
      ...answers,
    })
    again()
    return outcomesOf(results)
  }
  return (
    <ConfirmButton
      label={`Release all of ${consumer}`}
      does={(answers) => `parked release ${consumer} --all${options({ reason: answers.reason })}`}
      run={release}
      fields={[reason]}
    >
      <p>
        {consumer} tries the first event of {plural(held.length, 'aggregate')} again, then what waits behind it, in
        order, up to the first that fails.
      </p>
    </ConfirmButton>
  )
}

const columns = (now: number): readonly RowColumn<ShownHold>[] => [
  {
    title: 'Aggregate',
    rem: 24,
    of: ({ consumer, aggregate }) => (
      <a class="id" href={`/parked/${consumer}/${encodeURIComponent(aggregate)}`}>
        <Text>{aggregate}</Text>
      </a>
    ),
  },
  { title: 'Consumer', rem: 9, of: ({ consumer }) => consumer },
  { title: 'Parked', rem: 5, isNumber: true, of: ({ parked }) => count(parked) },
  { title: 'For', rem: 6, isNumber: true, of: ({ held_since }) => duration((now - Date.parse(held_since)) / 1000) },
  { title: 'Lost in', rem: 5, of: () => 'never' },
  { title: 'Next try', rem: 10.5, of: (hold) => nextTry(hold, now) },
  {
    title: 'Cause',
    rem: 16,
    grows: true,
    of: ({ cause }) => (cause ? <Text>{`${cause.error_type}: ${cause.error_message}`}</Text> : 'not tried yet'),
  },
]
