import type { AuditEntry } from '../../../audit/entry.ts'
import { nameOf } from '../../../audit/name-of.ts'
import type { AuditPage } from '../../operations/audit.ts'
import { count, moment } from '../format.ts'
import { useLive } from '../live.ts'
import { CommandLine } from '../parts/command-line.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'
import { type RowColumn, VirtualRows } from '../parts/virtual-rows.tsx'
import type { Drawn } from './view.ts'

const columns: readonly RowColumn<AuditEntry>[] = [
  { title: 'UTC', rem: 12, of: ({ at }) => moment(at) },
  { title: 'Who', rem: 12, of: ({ by }) => <Text>{nameOf(by)}</Text> },
  { title: 'What', rem: 13, of: ({ action }) => <Text>{action}</Text> },
  { title: 'To', rem: 12, of: ({ target }) => <Text>{target}</Text> },
  { title: 'Came of it', rem: 14, grows: true, of: (entry) => <Text>{cameOfIt(entry)}</Text> },
  { title: 'Why', rem: 10, grows: true, of: ({ reason = '' }) => <Text>{reason}</Text> },
]

/** Without the name of the operation, which stands in the column before. */
const cameOfIt = (entry: AuditEntry): string =>
  entry.kind === 'began' ? 'began' : `${entry.result}: ${entry.outcome.replace(`${entry.target} is `, '')}`

/** Page that shows who has changed what, and why. */
export function AuditLog({ query: { days = '7' } }: Drawn) {
  const live = useLive<AuditPage>('audit', { days }, { everySeconds: 15, idleSeconds: 120 })
  const { entries = [], isCut = false } = live.data ?? {}
  return (
    <>
      <PageHead title="Audit log" live={live} />
      {live.data ? (
        <p class="judgement">
          {entries.length === 0 ? `Nothing was changed in the last ${days} days.` : null}
          {isCut ? `The latest ${count(entries.length)} lines of the last ${days} days.` : null}
          {entries.length > 0 && !isCut
            ? `${count(entries.length)} lines of the last ${days} days, newest first.`
            : null}{' '}
          {days === '90' ? <a href="/audit">7 days</a> : <a href="/audit?days=90">90 days</a>}
        </p>
      ) : null}
      {entries.length > 0 ? (
        <VirtualRows label="Audit log" rows={entries} columns={columns} keyOf={({ id, kind }) => `${id} ${kind}`} />
      ) : null}
      <CommandLine does="audit list" />
    </>
  )
}
