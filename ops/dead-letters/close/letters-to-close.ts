import { readHolds } from '../../parked/holds.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import type { LetterSummary } from '../letters/letter.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { type Change, lettersToChange } from './change-status.ts'

export interface LettersToClose {
  readonly letters: readonly LetterSummary[]
  /** Letters that an aggregate is held behind. With their records archived it would be held for ever, and nobody would see why. */
  readonly heads: readonly LetterSummary[]
}

/** The letters of a selection that a change is about, without those that have to be skipped where they are parked. */
export async function lettersToClose(
  environment: Pick<DeadLetterEnvironment, 'dynamo' | 'table' | 'parkedTable' | 'consumers'>,
  selection: LetterSelection,
  verb: Change | 'purge',
): Promise<LettersToClose> {
  const found = await lettersToChange(environment, selection, verb)
  const heads = verb === 'archive' ? await headsOf(environment, found) : new Set<string>()
  const isHead = (letter: LetterSummary) => heads.has(nameOf(letter))
  return { letters: found.filter((letter) => !isHead(letter)), heads: found.filter(isHead) }
}

const nameOf = ({ consumer, id }: Pick<LetterSummary, 'consumer' | 'id'>): string => `${consumer}#${id}`

async function headsOf(
  { dynamo, parkedTable, consumers }: Pick<DeadLetterEnvironment, 'dynamo' | 'parkedTable' | 'consumers'>,
  letters: readonly LetterSummary[],
): Promise<Set<string>> {
  const holding = [...new Set(letters.map(({ consumer }) => consumer))].filter(
    (consumer) => consumers.get(consumer)?.onDeadLetter === 'hold',
  )
  const holds = await Promise.all(
    holding.map((consumer) => readHolds({ dynamo, tables: { parked: parkedTable } }, consumer)),
  )
  return new Set(holds.flat().flatMap(({ consumer, cause }) => (cause ? nameOf({ consumer, id: cause.event_id }) : [])))
}
