import { z } from 'zod'
import type { DeadLetterEnvironment } from '../../../dead-letters/environment.ts'
import { readIssueDetails } from '../../../dead-letters/issues/issue-details.ts'
import { asListed } from '../../../dead-letters/issues/list-issues.ts'
import { lettersOfEvent } from '../../../dead-letters/letters/find-letters.ts'
import type { LetterStatus, LetterSummary } from '../../../dead-letters/letters/letter.ts'
import { forEachPage } from '../../../dead-letters/letters/read-letters.ts'
import type { LetterSelection } from '../../../dead-letters/letters/selection.ts'
import { readVerdicts } from '../../../dead-letters/verdict/read-verdicts.ts'
import { mapStack, type SourceMaps } from '../../../source-maps/map-stack.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../../operation.ts'
import { consumer, fingerprint, frozenSelection, letterId, selectionFields } from './inputs.ts'
import { type ShownLetter, told, toldCounts } from './told-verdict.ts'

/** Most letters that are listed; the rest are only counted. */
const MOST_LETTERS = 10_000

/** The letters that a selection means. */
export interface SelectedLetters {
  /** Its times frozen. */
  readonly selection: LetterSelection
  readonly counts: Readonly<Partial<Record<LetterStatus, number>>>
  /** The latest. */
  readonly letters: readonly LetterSummary[]
}

export function readDeadLetters(environment: DeadLetterEnvironment, maps: SourceMaps): ConsoleOperation[] {
  return [
    consoleOperation({
      name: 'issue',
      kind: 'read',
      keptMs: 2_000,
      input: z.object({ consumer, fingerprint }),
      async run(asked) {
        const [details] = await readIssueDetails(environment, asked.fingerprint, asked.consumer, MOST_LETTERS)
        if (!details) throw new InputError(`${asked.consumer} has no dead letter with the cause ${asked.fingerprint}.`)
        const letters = details.letters.map((letter) => ({ ...letter, verdict: told(letter.verdict) }))
        return { ...details, letters, verdicts: toldCounts(details.verdicts) }
      },
    }),
    consoleOperation({
      name: 'letter',
      kind: 'read',
      input: z.object({ consumer, id: letterId }),
      async run(asked): Promise<ShownLetter> {
        const [found] = await lettersOfEvent(environment, asked.id, [asked.consumer])
        if (!found) throw new InputError(`${asked.consumer} has no dead letter ${asked.id}.`)
        const letter = asListed(environment, found)
        const errorStack = letter.errorStack === undefined ? undefined : await mapStack(letter.errorStack, maps)
        return { ...letter, errorStack, verdict: told((await readVerdicts(environment, [letter])).get(letter)) }
      },
    }),
    consoleOperation({
      name: 'letters',
      kind: 'read',
      input: z.object(selectionFields),
      async run(fields): Promise<SelectedLetters> {
        const selection = frozenSelection(fields, environment.now())
        const counts: Partial<Record<LetterStatus, number>> = {}
        let latest: LetterSummary[] = []
        await forEachPage(environment, selection, (page) => {
          const letters = page.map((letter) => asListed(environment, letter))
          for (const { status } of letters) counts[status] = (counts[status] ?? 0) + 1
          latest.push(...letters)
          if (latest.length > 2 * MOST_LETTERS) latest = latest.toSorted(latestFirst).slice(0, MOST_LETTERS)
        })
        return { selection, counts, letters: latest.toSorted(latestFirst).slice(0, MOST_LETTERS) }
      },
    }),
  ]
}

const latestFirst = (one: LetterSummary, other: LetterSummary): number =>
  one.lastFailedAt < other.lastFailedAt ? 1 : Number(one.lastFailedAt > other.lastFailedAt) * -1
