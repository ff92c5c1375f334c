import { duration } from '../cli/durations.ts'
import { terminalWidth } from '../cli/print.ts'
import { table } from '../cli/table.ts'
import { oneLine } from '../cli/visible.ts'
import { pausedText } from '../pauses/paused-text.ts'
import type { Pauses } from '../pauses/read-pauses.ts'
import type { HeldAggregate } from './holds.ts'
import type { ReleaseResult } from './release.ts'
import { pausesIn, type ShownHold } from './shown.ts'

export function holdsText(holds: readonly ShownHold[], now: number): string {
  if (holds.length === 0) return 'Nothing is parked.\n'
  const pauses = pausesIn(holds)
  const rows = table(
    holds,
    [
      { title: 'CONSUMER', of: ({ consumer }) => consumer },
      { title: 'AGGREGATE', of: ({ aggregate }) => aggregate },
      { title: 'PARKED', align: 'right', of: ({ parked }) => String(parked) },
      { title: 'FOR', align: 'right', of: ({ held_since }) => duration((now - Date.parse(held_since)) / 1000) },
      { title: 'LOST IN', of: () => 'never' },
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
  return `${rows}${pausedText(pauses, pauses.keys(), now)}`
}

function nextTry({ retry_at, releasing_until }: HeldAggregate, now: number): string {
  if (releasing_until !== undefined && Date.parse(releasing_until) > now) return 'now'
  if (retry_at === undefined) return 'waits for a person'
  const seconds = (Date.parse(retry_at) - now) / 1000
  return seconds <= 0 ? 'due' : `in ${duration(seconds)}`
}

/** @param pauses consumers that are paused: their releases wait until somebody resumes them. */
export function releasedText(results: readonly ReleaseResult[], pauses: Pauses = new Map()): string {
  if (results.length === 0) return 'Nothing is parked.\n'
  return results
    .map((result) => `${result.consumer} ${result.aggregate}: ${said(result, pauses.has(result.consumer))}\n`)
    .join('')
}

function said(result: ReleaseResult, isPaused: boolean): string {
  if (!('hold' in result)) {
    return result.outcome === 'live' ? 'released, nothing is parked any more.' : 'nothing is parked of it.'
  }
  const { parked, cause } = result.hold
  if (result.outcome === 'head-done') return `the head is done, ${parked} still parked.`
  if (result.outcome === 'skipped') return `skipped, ${parked} still parked, which nobody releases.`
  if (result.outcome === 'under-way' && isPaused) return `waits until its consumer is resumed, ${parked} still parked.`
  if (result.outcome === 'under-way') return `under way, ${parked} still parked; look again with parked list.`
  return `stopped at ${cause?.event_id}, ${parked} parked: ${cause?.error_type}: ${oneLine(cause?.error_message ?? '')}`
}

/** The result in one line, for the audit log. */
export const outcomeOf = (results: readonly ReleaseResult[]): string =>
  [...Map.groupBy(results, ({ outcome }) => outcome)].map(([outcome, { length }]) => `${length} ${outcome}`).join(', ')
