import type { HeldAggregate } from '../../../../parked/holds.ts'
import type { ReleaseResult } from '../../../../parked/release.ts'
import { duration, plural } from '../../format.ts'

export function nextTry({ retry_at, releasing_until }: HeldAggregate, now: number): string {
  if (releasing_until !== undefined && Date.parse(releasing_until) > now) return 'now'
  if (retry_at === undefined) return 'waits for a person'
  const seconds = (Date.parse(retry_at) - now) / 1000
  return seconds <= 0 ? 'due' : `in ${duration(seconds)}`
}

const SAID: Readonly<Record<ReleaseResult['outcome'], string>> = {
  live: 'released: nothing is parked any more',
  'not-held': 'not held any more',
  failed: 'stopped at an event that fails',
  'head-done': 'the first is done, the rest is parked still',
  'under-way': 'under way still',
  skipped: 'skipped, the rest is parked still',
}

/** The result of a release, in words. */
export function outcomesOf(results: readonly ReleaseResult[]): string {
  const [only] = results
  if (results.length === 1 && only) {
    const cause = 'hold' in only ? only.hold.cause : undefined
    const because = only.outcome === 'failed' && cause ? `, ${cause.error_type}: ${cause.error_message}` : ''
    return `${SAID[only.outcome]}${because}.`
  }
  const groups = [...Map.groupBy(results, ({ outcome }) => outcome)]
  return `${groups.map(([outcome, { length }]) => `${plural(length, 'aggregate')} ${SAID[outcome]}`).join('; ')}.`
}
