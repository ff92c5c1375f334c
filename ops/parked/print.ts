import { duration } from '../cli/durations.ts'
import { terminalWidth } from '../cli/print.ts'
import { table } from '../cli/table.ts'
import type { HeldAggregate } from './holds.ts'
import type { ReleaseResult } from './release.ts'

export function holdsText(holds: readonly HeldAggregate[], now: number): string {
  if (holds.length === 0) return 'Nothing is parked.\n'
  return table(
    holds,
    [
      { title: 'CONSUMER', of: ({ consumer }) => consumer },
      { title: 'AGGREGATE', of: ({ aggregate }) => aggregate },
      { title: 'PARKED', align: 'right', of: ({ parked }) => String(parked) },
      { title: 'FOR', align: 'right', of: ({ held_since }) => duration((now - Date.parse(held_since)) / 1000) },
      { title: 'NEXT TRY', of: (hold) => nextTry(hold, now), droppedAt: 1 },
      {
        title: 'HEAD',
        of: ({ cause, head_position }) => cause?.event_id ?? `${head_position}: not tried yet`,
        droppedAt: 2,
      },
      { title: 'CAUSE', of: ({ cause }) => (cause ? `${cause.error_type}: ${oneLine(cause.error_message)}` : '') },
    ],
    terminalWidth(),
  )
}

function nextTry({ retry_at, releasing_until }: HeldAggregate, now: number): string {
  if (releasing_until !== undefined && Date.parse(releasing_until) > now) return 'now'
  if (retry_at === undefined) return 'waits for a person'
  const seconds = (Date.parse(retry_at) - now) / 1000
  return seconds <= 0 ? 'due' : `in ${duration(seconds)}`
}

export function releasedText(results: readonly ReleaseResult[]): string {
  if (results.length === 0) return 'Nothing is parked.\n'
  return results.map((result) => `${result.consumer} ${result.aggregate}: ${said(result)}\n`).join('')
}

function said(result: ReleaseResult): string {
  if (!('hold' in result)) {
    return result.outcome === 'live' ? 'released, nothing is parked any more.' : 'nothing is parked of it.'
  }
  const { parked, cause } = result.hold
  if (result.outcome === 'head-done') return `the head is done, ${parked} still parked.`
  if (result.outcome === 'under-way') return `under way, ${parked} still parked; look again with parked list.`
  return `stopped at ${cause?.event_id}, ${parked} parked: ${cause?.error_type}: ${oneLine(cause?.error_message ?? '')}`
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

/** The result in one line, for the audit log. */
export const outcomeOf = (results: readonly ReleaseResult[]): string =>
  [...Map.groupBy(results, ({ outcome }) => outcome)].map(([outcome, { length }]) => `${length} ${outcome}`).join(', ')
