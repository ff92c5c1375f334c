import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits, worstCaseSeconds } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import type { LetterSummary } from '../letters/letter.ts'
import { forEachPage, type LetterStore } from '../letters/read-letters.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { leavesMarkers, type MarkerStore, readVerdicts } from '../verdict/read-verdicts.ts'
import { type Issue, IssueCollector } from './issue.ts'
import { type OperationStore, readDecisions } from './issue-decisions.ts'

export type IssueStore = LetterStore & MarkerStore & OperationStore

/** The selected dead letters as issues, the most urgent first. Memory grows with the number of issues only. */
export async function listIssues(store: IssueStore, selection: LetterSelection): Promise<Issue[]> {
  const collector = new IssueCollector()
  const [decisionOn] = await Promise.all([
    readDecisions(store),
    forEachPage(store, selection, async (letters) => {
      const resolved = await resolvedOf(store, letters)
      for (const letter of letters) collector.add(letter, resolved.has(letter))
    }),
  ])
  return collector.issues(decisionOn)
}

/** Of letters that were sent again: those whose effect has happened since. */
export async function resolvedOf(store: MarkerStore, letters: readonly LetterSummary[]): Promise<Set<LetterSummary>> {
  const retried = letters.filter(({ status }) => status === 'retried')
  const verdicts = await readVerdicts(store, retried)
  return new Set(retried.filter((letter) => isDone(store, letter, verdicts.get(letter)?.kind)))
}

/**
 * A consumer without markers leaves no word of what went well: what has not died again for as long as its retries can last
 * counts as done. Should it die later after all, it is dead again.
 */
function isDone(store: MarkerStore, letter: LetterSummary, verdict: string | undefined): boolean {
  if (verdict === 'completed') return true
  const consumer = store.consumers.get(letter.consumer)
  if (!consumer || leavesMarkers(consumer) || letter.retriedAt === undefined) return false
  return store.now() > Date.parse(letter.retriedAt) + quietSeconds(consumer) * 1000
}

/** Every retry as late as it can be, and a margin for a queue that is behind. */
export const quietSeconds = (consumer: ConsumerDeclaration): number =>
  worstCaseSeconds(consumer) + 2 * derivedLimits(consumer).visibilityTimeoutSeconds
