import { isKeptWhole } from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { mayHaveParked } from '../../../lambdas/runtime/declarations/parking.ts'
import { readHolds } from '../../parked/holds.ts'
import { PauseRecords } from '../../pauses/pause-records.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import { readDecisions } from '../issues/issue-decisions.ts'
import { type LetterSummary, letterName } from '../letters/letter.ts'
import { isNamed, type LetterSelection } from '../letters/selection.ts'
import { type Change, lettersToChange } from './change-status.ts'

export interface LettersToClose {
  readonly letters: readonly LetterSummary[]
  /** Letters behind which an aggregate is held. If their records were archived, it would be held for ever and nobody would see why. */
  readonly heads: readonly LetterSummary[]
  /** Number of letters that are not archived because their issue is ignored, and the selection names neither it nor them. */
  readonly ignored: number
  /** Number of these letters that are too large for their records: only the dead-letter queue has their bodies, for as long as it keeps messages. */
  readonly large: number
  /** Number of these letters that were sent again, and of which nothing was heard: if their messages lie in a queue after all, they take effect. */
  readonly sent: number
  /** Number of letters like these that are left: the selection names neither them nor their cause, or their consumer is paused. */
  readonly sentLeft: number
}

/** The letters of a selection that a change is about, without those that have to be skipped where they are parked. */
export async function lettersToClose(
  environment: Pick<
    DeadLetterEnvironment,
    'dynamo' | 'table' | 'processedTable' | 'parkedTable' | 'operationTable' | 'consumers' | 'now'
  >,
  selection: LetterSelection,
  verb: Change | 'purge',
): Promise<LettersToClose> {
  return withoutLeft(environment, await lettersToChange(environment, selection, verb), selection, verb)
}

/** Keeps, of the letters that a change would alter, those that it is meant for: archiving many leaves out the letters of ignored issues. */
export async function withoutLeft(
  environment: Pick<DeadLetterEnvironment, 'dynamo' | 'parkedTable' | 'operationTable' | 'consumers'>,
  all: readonly LetterSummary[],
  selection: LetterSelection,
  verb: Change | 'purge',
): Promise<LettersToClose> {
  const isLeft = verb === 'archive' && !isNamed(selection) ? await ignoredIssues(environment) : () => false
  const wanted = all.filter((letter) => !isLeft(letter))
  const inQueue = await mayLieInQueue(environment, selection, wanted)
  const found = wanted.filter((letter) => !inQueue.has(letter))
  const heads = verb === 'archive' ? await headsOf(environment, found) : new Set<string>()
  const isHead = (letter: LetterSummary) => heads.has(letterName(letter))
  const letters = found.filter((letter) => !isHead(letter))
  return {
    letters,
    heads: found.filter(isHead),
    ignored: all.length - wanted.length,
    large: letters.filter(isLarge).length,
    sent: letters.filter(isSent).length,
    sentLeft: inQueue.size,
  }
}

const isSent = ({ status, sentAt }: LetterSummary): boolean => status === 'retried' && sentAt !== undefined

/**
 * The letters of whose last send nothing was heard, and which nobody has named or whose consumer is paused: their messages lie in its queue, most
 * likely, and take effect after it has gone on, when their records would say that they never shall.
 */
async function mayLieInQueue(
  { dynamo, operationTable }: Pick<DeadLetterEnvironment, 'dynamo' | 'operationTable'>,
  selection: LetterSelection,
  letters: readonly LetterSummary[],
): Promise<ReadonlySet<LetterSummary>> {
  const sent = letters.filter(isSent)
  if (!isNamed(selection) || sent.length === 0) return new Set(sent)
  const pauses = await new PauseRecords(dynamo, operationTable).all()
  return new Set(sent.filter(({ consumer }) => pauses.has(consumer)))
}

async function ignoredIssues(environment: Pick<DeadLetterEnvironment, 'dynamo' | 'operationTable'>) {
  const decisionOn = await readDecisions(environment)
  return ({ consumer, fingerprint }: LetterSummary) => decisionOn(consumer, fingerprint)?.state === 'ignored'
}

const isLarge = ({ bodyBytes }: LetterSummary): boolean => !isKeptWhole(bodyBytes)

async function headsOf(
  { dynamo, parkedTable, consumers }: Pick<DeadLetterEnvironment, 'dynamo' | 'parkedTable' | 'consumers'>,
  letters: readonly LetterSummary[],
): Promise<Set<string>> {
  const holding = [...new Set(letters.map(({ consumer }) => consumer))].filter((consumer) => {
    const declared = consumers.get(consumer)
    return declared && mayHaveParked(declared)
  })
  const holds = await Promise.all(
    holding.map((consumer) => readHolds({ dynamo, tables: { parked: parkedTable } }, consumer)),
  )
  return new Set(
    holds.flat().flatMap(({ consumer, cause }) => (cause ? letterName({ consumer, id: cause.event_id }) : [])),
  )
}
