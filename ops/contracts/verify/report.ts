import { grouped } from '../../terminal/progress-bar.ts'
import { type FailureCode, failureMeanings } from './failure.ts'
import { failuresIn, type Tally } from './tally.ts'

/** What was found, for people. */
export function describeTally(tally: Tally, seconds: number, eventsOfThisRun: number): string {
  const failures = failuresIn(tally)
  const types = Object.entries(tally.stored).sort(([left], [right]) => (left < right ? -1 : 1))
  const width = Math.max(...types.map(([name]) => name.length), 0)
  const lines = types.map(([name, count]) => `${name.padEnd(width)}  ${grouped(count).padStart(11)}`)
  for (const { code, of, reason, count, examples } of tally.faults) {
    lines.push(
      '',
      `${code}  ${of}: ${grouped(count)}  ${reason}`,
      `  ${failureMeanings[code as FailureCode] ?? ''}`,
      `  e.g. ${examples.join(', ')}`,
    )
  }
  if (tally.further > 0) lines.push('', `${grouped(tally.further)} further failures of other kinds.`)
  const rate = grouped(Math.round(eventsOfThisRun / Math.max(seconds, 0.001)))
  const verdict = failures === 0 ? 'the code of today reads all of them' : `${grouped(failures)} FAIL`
  lines.push('', `${grouped(tally.events)} events, ${seconds.toFixed(1)} s, ${rate}/s: ${verdict}.`)
  return `${lines.join('\n')}\n`
}
