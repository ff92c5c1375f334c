import type { PlannedItem } from '../../bulk-operations/operation.ts'
import { readDecisions } from '../issues/issue-decisions.ts'
import type { IssueStore } from '../issues/list-issues.ts'
import { type LetterSummary, letterName } from '../letters/letter.ts'
import { isOverdue } from '../letters/overdue.ts'
import { forEachPage } from '../letters/read-letters.ts'
import { isNamed, type LetterSelection } from '../letters/selection.ts'
import { isWaiting } from '../letters/waiting.ts'
import { type KeptLetters, readKept } from '../queue/find-causeless.ts'
import { readVerdicts } from '../verdict/read-verdicts.ts'
import { isRisky, type VerdictKind } from '../verdict/verdict.ts'

/** What a retry would take, in numbers: a plan of a million letters is as large as one of a few. */
export interface RetryPlan {
  /** Number of letters that it would take. */
  readonly letters: number
  /** All selected letters by what a retry would do. */
  readonly verdicts: Partial<Record<VerdictKind, number>>
  /** Number of letters left out because a retry may have a second effect and `--again` was not given. */
  readonly risky: number
  /** Number of letters left out because their bodies are no messages of their consumers and `--again` was not given. */
  readonly malformed: number
  /** Number of letters left out because their issue is ignored, and the selection names neither it nor them. */
  readonly ignored: number
  /** Number of letters left out because their consumer is not declared any more. */
  readonly orphans: number
  /** Number of letters whose consumer holds. One behind which its aggregate is held is released where it is parked (`parked release`). */
  readonly held: number
  /** Size of all bodies together. */
  readonly bytes: number
  /** When the last of these letters failed, ISO 8601; absent if there are none. What fails later is no part of the plan. */
  readonly latestFailure: string | undefined
}

export interface PlanOptions {
  readonly selection: LetterSelection
  /** Whether to retry letters that may take effect a second time, too, and such as are no messages. */
  readonly again: boolean
  /** Letters that failed after this are left out, ISO 8601. Default: none are. */
  readonly until?: string | undefined
  /** Letters that have just been given their records, and are not left out by that. Default: none. */
  readonly also?: KeptLetters | undefined
}

/** Letters of a page: so many verdicts are read in one call. */
const PAGE = 100

/**
 * The letters that wait, those that a tool has claimed and never sent, and those that were sent again so long ago that something would have
 * been heard of them: their message was lost with its queue, or its consumer is paused.
 * @param onPage called with the items of one page after another, and waited for. Nothing of them is kept.
 */
export async function planRetry(
  store: IssueStore,
  { selection, again, until, also = new Map() }: PlanOptions,
  onPage: (items: readonly PlannedItem[]) => Promise<void> = async () => {},
): Promise<RetryPlan> {
  const verdictCounts: Partial<Record<VerdictKind, number>> = {}
  let [count, risky, malformed, ignored, orphans, held, bytes] = [0, 0, 0, 0, 0, 0, 0]
  let latestFailure: string | undefined
  const decisionOn = await readDecisions(store)
  const isIgnored = ({ consumer, fingerprint }: LetterSummary) =>
    !isNamed(selection) && decisionOn(consumer, fingerprint)?.state === 'ignored'
  const plan = async (letters: readonly LetterSummary[]) => {
    const now = store.now()
    const found = letters.filter((letter) => isWaiting(letter, now) || isOverdue(letter, store.consumers, now))
    const isInTime = (letter: LetterSummary) =>
      until === undefined || letter.lastFailedAt <= until || also.has(letterName(letter))
    const inTime = found.filter(isInTime)
    const waiting = inTime.filter((letter) => !isIgnored(letter))
    ignored += inTime.length - waiting.length
    const verdicts = await readVerdicts(store, waiting)
    const items: PlannedItem[] = []
    for (const letter of waiting) {
      const verdict = verdicts.get(letter)
      if (!verdict) {
        orphans++
        continue
      }
      verdictCounts[verdict.kind] = (verdictCounts[verdict.kind] ?? 0) + 1
      if (isRisky(verdict) && !again) {
        risky++
        continue
      }
      if (verdict.kind === 'no-message' && !again) {
        malformed++
        continue
      }
      if (store.consumers.get(letter.consumer)?.onDeadLetter === 'hold') held++
      bytes += letter.bodyBytes
      if (latestFailure === undefined || letter.lastFailedAt > latestFailure) latestFailure = letter.lastFailedAt
      items.push(toItem(letter, verdict.kind))
    }
    count += items.length
    await onPage(items)
  }
  const wanted: LetterSelection = { ...selection, statuses: ['dead', 'retried'] }
  const others = (letters: readonly LetterSummary[]) => letters.filter((letter) => !also.has(letterName(letter)))
  await forEachPage(store, wanted, (letters) => plan(others(letters)), PAGE)
  const kept = await readKept(store, also, wanted)
  for (let at = 0; at < kept.length; at += PAGE) await plan(kept.slice(at, at + PAGE))
  return { letters: count, verdicts: verdictCounts, risky, malformed, ignored, orphans, held, bytes, latestFailure }
}

const toItem = (letter: LetterSummary, verdict: VerdictKind): PlannedItem => ({
  consumer: letter.consumer,
  letterId: letter.id,
  key: letter.key,
  fingerprint: letter.fingerprint,
  failedAt: letter.lastFailedAt,
  ...(letter.status === 'retried' && letter.retriedAt !== undefined && { retriedAt: letter.retriedAt }),
  ...(letter.status === 'retried' && letter.sentAt !== undefined && { sentAt: letter.sentAt }),
  verdict,
  state: 'planned',
})

const CANARY = [1, 5, 25]

/** One letter, then five, then twenty-five, then all: each step only after the one before has gone well. */
export function stepsOf(total: number): number[] {
  const steps: number[] = []
  let sum = 0
  for (const size of CANARY) {
    sum += size
    if (sum < total) steps.push(sum)
  }
  return [...steps, total]
}
