import type { LetterSummary } from '../letters/letter.ts'
import { forEachPage } from '../letters/read-letters.ts'
import { isWaiting } from '../letters/waiting.ts'
import { readVerdicts } from '../verdict/read-verdicts.ts'
import type { Verdict, VerdictKind } from '../verdict/verdict.ts'
import { type Issue, IssueCollector } from './issue.ts'
import { readDecisions } from './issue-decisions.ts'
import { asListed, type IssueStore, resolvedOf } from './list-issues.ts'

/** An issue with the figures that an operator needs before deciding what to do about it. */
export interface IssueDetails {
  readonly issue: Issue
  /** Number of waiting letters by verdict. */
  readonly verdicts: Partial<Record<VerdictKind | 'unknown', number>>
  /** Last failures of its letters by UTC day, the latest first. */
  readonly days: readonly { readonly day: string; readonly letters: number }[]
  /** The latest letters that wait. */
  readonly letters: readonly (LetterSummary & { readonly verdict: Verdict | undefined })[]
}

/** The issues with this cause: one for each consumer that has letters of it. @param most letters of each to show. */
export async function readIssueDetails(
  store: IssueStore,
  fingerprint: string,
  consumer: string | undefined,
  most: number,
): Promise<IssueDetails[]> {
  const collector = new IssueCollector()
  const parts = new Map<string, Part>()
  const decisionOn = await readDecisions(store)
  await forEachPage(store, { fingerprint, ...(consumer !== undefined && { consumer }) }, async (letters) => {
    const resolved = await resolvedOf(store, letters)
    const waiting = letters.filter((letter) => isWaiting(letter, store.now()))
    const verdicts = await readVerdicts(store, waiting)
    for (const letter of letters) {
      collector.add(asListed(store, letter), resolved.has(letter))
      const part: Part = parts.get(letter.consumer) ?? { verdicts: {}, days: new Map(), latest: [] }
      parts.set(letter.consumer, part)
      const day = letter.lastFailedAt.slice(0, 10)
      part.days.set(day, (part.days.get(day) ?? 0) + 1)
      if (!isWaiting(letter, store.now())) continue
      const verdict = verdicts.get(letter)
      const kind = verdict?.kind ?? 'unknown'
      part.verdicts[kind] = (part.verdicts[kind] ?? 0) + 1
      part.latest.push({ ...letter, verdict })
    }
    for (const part of parts.values()) part.latest = part.latest.toSorted(latestFirst).slice(0, most)
  })
  return collector.issues(decisionOn).map((issue) => {
    const { verdicts, days, latest } = parts.get(issue.consumer)!
    const byDay = [...days].map(([day, count]) => ({ day, letters: count }))
    return { issue, verdicts, days: byDay.toSorted((one, other) => (one.day < other.day ? 1 : -1)), letters: latest }
  })
}

interface Part {
  readonly verdicts: Partial<Record<VerdictKind | 'unknown', number>>
  readonly days: Map<string, number>
  latest: (LetterSummary & { readonly verdict: Verdict | undefined })[]
}

const latestFirst = (one: LetterSummary, other: LetterSummary): number =>
  one.lastFailedAt < other.lastFailedAt ? 1 : -1
