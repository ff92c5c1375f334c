import { grouped } from '../../cli/progress-bar.ts'
import { type FailureCode, failureMeanings } from './failure.ts'
import { failuresIn, type Tally } from './tally.ts'

/** Writes the findings for people. */
export function describeTally(tally: Tally, table: string, seconds: number, eventsOfThisRun: number): string {
  if (tally.events === 0) return `Nothing is stored in ${table}, so there was nothing to verify.\n`
  const rate = grouped(Math.round(eventsOfThisRun / Math.max(seconds, 0.001)))
  const verdict = failuresIn(tally) === 0 ? 'the code of today reads all of them' : failing(tally)
  return findings(tally, `${grouped(tally.events)} events of ${table}, ${seconds.toFixed(1)} s, ${rate}/s: ${verdict}.`)
}

/**
 * Writes the findings of a verification that had come to its end before, so that nothing was read now.
 * @param begunAt when it began; absent in files of before that was kept.
 */
export function describeFinishedBefore(tally: Tally, file: string, begunAt: string | undefined): string {
  const verdict = failuresIn(tally) === 0 ? 'all of them could be read' : failing(tally)
  const then = tally.events === 0 ? 'Nothing was stored then.' : `${grouped(tally.events)} events then: ${verdict}.`
  const begun = begunAt === undefined ? '' : ` and had begun at ${begunAt}`
  return findings(
    tally,
    `Nothing was read now: the verification of ${file} has come to its end before${begun}. To verify again, delete it.\n${then}`,
  )
}

const failing = (tally: Tally): string => `${grouped(failuresIn(tally))} FAIL`

function findings(tally: Tally, last: string): string {
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
  lines.push('', last)
  return `${lines.join('\n')}\n`
}
