import type { Operation } from '../../../../bulk-operations/operation.ts'
import { moment, plural } from '../../format.ts'
import { useLive } from '../../live.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { type RowColumn, VirtualRows } from '../../parts/virtual-rows.tsx'
import { outcomes, shareDone } from './outcomes.ts'

/** Bulk work: what goes on, and what has come of it. */
export function OperationList() {
  const live = useLive<readonly Operation[]>('operations', {}, { everySeconds: 5, idleSeconds: 60 })
  const running = (live.data ?? []).filter(({ status }) => status === 'running' || status === 'ready').length
  const waiting = (live.data ?? []).filter(({ status }) => status === 'paused' || status === 'stopped').length
  return (
    <>
      <PageHead title="Operations" live={live} />
      {live.data ? (
        <p class="judgement">
          {live.data.length === 0 ? 'None yet: retrying dead letters makes one.' : null}
          {live.data.length > 0 && running + waiting === 0
            ? 'Nothing goes on, and nothing is left to be resumed.'
            : null}
          {running > 0 ? `${plural(running, 'operation goes', 'operations go')} on. ` : null}
          {waiting > 0 ? `${plural(waiting, 'waits', 'wait')} to be resumed or aborted.` : null}
        </p>
      ) : null}
      {live.data && live.data.length > 0 ? (
        <VirtualRows label="Operations" rows={live.data} columns={columns} keyOf={({ id }) => id} />
      ) : null}
      <CommandLine does="operations list --limit 100" />
    </>
  )
}

const columns: readonly RowColumn<Operation>[] = [
  {
    title: 'Operation',
    rem: 24,
    of: ({ id }) => (
      <a class="id" href={`/operations/${id}`}>
        {id}
      </a>
    ),
  },
  { title: 'Status', rem: 6, of: ({ status }) => status },
  { title: 'Done', rem: 5, isNumber: true, of: (operation) => shareDone(operation) },
  { title: 'Came of it', rem: 16, grows: true, of: ({ counts }) => outcomes(counts) },
  { title: 'Began, UTC', rem: 12, of: ({ createdAt }) => moment(createdAt) },
  { title: 'By', rem: 9, of: ({ by }) => <Text>{by}</Text> },
  { title: 'Why', rem: 10, grows: true, of: ({ reason = '', why = '' }) => <Text>{why || reason}</Text> },
]
