import type { Operation, OperationItem } from '../../operations/operation.ts'
import { noCounts } from '../../operations/operation.ts'
import { type IssueStore, quietSeconds } from '../issues/list-issues.ts'
import type { LetterSummary } from '../letters/letter.ts'
import { forEachPage } from '../letters/read-letters.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { readVerdicts } from '../verdict/read-verdicts.ts'
import { isRisky, type VerdictKind } from '../verdict/verdict.ts'

/** What would be retried, and what not. */
export interface RetryPlan {
  readonly items: readonly OperationItem[]
  /** All selected letters by what a retry would do. */
  readonly verdicts: Partial<Record<VerdictKind, number>>
  /** Left out: a second effect is possible, and nobody has asked for that (`--again`). */
  readonly risky: number
  /** Left out: their consumer is not declared any more. */
  readonly orphans: number
  /** Of these: their consumer holds. One behind which its aggregate is held is released in its place (`parked release`). */
  readonly held: number
  /** Of all bodies together. */
  readonly bytes: number
}

export interface PlanOptions {
  readonly selection: LetterSelection
  /** Take also what may take effect twice. */
  readonly again: boolean
}

/**
 * The letters that wait, and those that were sent again so long ago that something would have been heard of them: their
 * operation was killed, or their message was lost with its queue.
 */
export async function planRetry(store: IssueStore, { selection, again }: PlanOptions): Promise<RetryPlan> {
  const planned: Omit<OperationItem, 'number'>[] = []
  const verdictCounts: Partial<Record<VerdictKind, number>> = {}
  let [risky, orphans, held, bytes] = [0, 0, 0, 0]
  await forEachPage(store, { ...selection, statuses: ['dead', 'retried'] }, async (letters) => {
    const waiting = letters.filter((letter) => letter.status === 'dead' || isOverdue(store, letter))
    const verdicts = await readVerdicts(store, waiting)
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
      if (store.consumers.get(letter.consumer)?.onDeadLetter === 'hold') held++
      bytes += letter.bodyBytes
      planned.push(toItem(letter, verdict.kind))
    }
  })
  const items = planned.toSorted(inOrder).map((item, index) => ({ ...item, number: index + 1 }))
  return { items, verdicts: verdictCounts, risky, orphans, held, bytes }
}

function isOverdue(store: IssueStore, { consumer, retriedAt }: LetterSummary): boolean {
  const declared = store.consumers.get(consumer)
  return declared !== undefined && store.now() > Date.parse(retriedAt ?? '') + quietSeconds(declared) * 1000
}

const toItem = (letter: LetterSummary, verdict: VerdictKind): Omit<OperationItem, 'number'> => ({
  consumer: letter.consumer,
  letterId: letter.id,
  key: letter.key,
  fingerprint: letter.fingerprint,
  failedAt: letter.lastFailedAt,
  ...(letter.status === 'retried' && letter.retriedAt !== undefined && { retriedAt: letter.retriedAt }),
  verdict,
  state: 'planned',
})

/** The oldest first: ids of events sort by time, so those of one aggregate keep their order. */
const inOrder = (one: Omit<OperationItem, 'number'>, other: Omit<OperationItem, 'number'>): number =>
  one.letterId < other.letterId ? -1 : Number(one.letterId > other.letterId)

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

export interface OperationOptions {
  readonly id: string
  readonly createdAt: string
  readonly by: string
  readonly reason?: string
  readonly selection: LetterSelection
  readonly rate: number
  readonly stopShare: number
}

export const toOperation = (options: OperationOptions, { items }: RetryPlan): Operation => ({
  ...options,
  selection: { ...options.selection },
  action: 'dead-letters retry',
  total: items.length,
  steps: stepsOf(items.length),
  knownCauses: [...new Set(items.map(({ consumer, fingerprint }) => `${consumer}#${fingerprint}`))],
  status: 'ready',
  position: 0,
  counts: noCounts,
})
