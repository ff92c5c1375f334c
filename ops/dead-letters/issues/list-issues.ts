import type { LetterSummary } from '../letters/letter.ts'
import { forEachPage, type LetterStore } from '../letters/read-letters.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { asItStands, withLoss } from '../letters/waiting.ts'
import { type MarkerStore, readVerdicts } from '../verdict/read-verdicts.ts'
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
      for (const letter of letters) collector.add(asListed(store, letter), resolved.has(letter))
    }),
  ])
  return collector.issues(decisionOn)
}

/** The letter as it counts for people, wherever it is shown. */
export const asListed = <Some extends LetterSummary>(
  { now, consumers }: Pick<IssueStore, 'now' | 'consumers'>,
  letter: Some,
): Some => withLoss(asItStands(letter, now()), consumers.get(letter.consumer))

/**
 * Finds, of letters that were sent again, those of which a marker says that they have taken effect since. A consumer without markers writes that
 * into the record itself; that one has not died again proves nothing, because it may wait in a queue, or may never have been sent.
 */
export async function resolvedOf(store: MarkerStore, letters: readonly LetterSummary[]): Promise<Set<LetterSummary>> {
  const retried = letters.filter(({ status }) => status === 'retried')
  const verdicts = await readVerdicts(store, retried)
  return new Set(retried.filter((letter) => verdicts.get(letter)?.kind === 'completed'))
}
