import type { OperationItem } from '../../bulk-operations/operation.ts'
import { type LetterWithoutBody, lettersWithoutBody } from '../letters/find-letters.ts'
import { type MarkerStore, readVerdicts } from '../verdict/read-verdicts.ts'
import { type ClaimableLetter, type ClaimEnvironment, settleLetters } from './claim-letters.ts'

export interface Settled {
  /** Items whose outcome is known now. */
  readonly done: readonly OperationItem[]
  readonly pending: readonly OperationItem[]
}

/** Reads the outcomes of letters that were sent. Silence is none: a letter of which nothing is heard stays pending, whatever its consumer is. */
export async function settle(
  environment: ClaimEnvironment & MarkerStore,
  sent: readonly OperationItem[],
): Promise<Settled> {
  const letters = await lettersWithoutBody(
    environment,
    sent.map(({ key }) => key),
  )
  const letterOf = new Map(letters.map((letter) => [letter.key.pk + letter.key.sk, letter]))
  const verdicts = await readVerdicts(environment, letters)
  const now = environment.now()
  const at = new Date(now).toISOString()
  const done: OperationItem[] = []
  const pending: OperationItem[] = []
  const processed: ClaimableLetter[] = []
  for (const item of sent) {
    const letter = letterOf.get(item.key.pk + item.key.sk)
    const isCompleted = letter !== undefined && verdicts.get(letter)?.kind === 'completed'
    const outcome = letter ? outcomeOf(environment, letter, isCompleted) : GONE
    if (outcome) done.push({ ...item, ...outcome, at })
    else pending.push(item)
    const isOwn = letter?.status === 'retried' && letter.operationId === environment.operationId
    if (letter && isOwn && outcome?.state === 'resolved') processed.push({ item, bodyBytes: letter.bodyBytes })
  }
  await settleLetters(environment, processed, 'resolved')
  return { done, pending }
}

type Outcome = Partial<Pick<OperationItem, 'state' | 'fingerprint' | 'detail'>>

const GONE: Outcome = { state: 'skipped', detail: 'its record is gone' }

/** @returns undefined as long as the outcome is not known. */
function outcomeOf(
  { operationId }: Pick<ClaimEnvironment, 'operationId'>,
  { status, fingerprint, errorType, errorMessage, operationId: taker, doneAs, replaces }: LetterWithoutBody,
  isCompleted: boolean,
): Outcome | undefined {
  if (status === 'dead') {
    return { state: 'died', fingerprint, detail: `${fingerprint} ${errorType}: ${errorMessage}`.slice(0, 500) }
  }
  if (status === 'resolved' && doneAs === 'duplicate') {
    return replaces === undefined
      ? { state: 'resolved', detail: CHANGED_NOTHING }
      : { state: 'skipped', detail: NO_EFFECT }
  }
  if (isCompleted || status === 'resolved') return { state: 'resolved' }
  if (taker !== operationId || status !== 'retried')
    return { state: 'skipped', detail: `it is ${status}, which somebody else has done` }
  return undefined
}

const CHANGED_NOTHING = 'what it says was there already, or something newer'
const NO_EFFECT = `the edit has changed nothing: ${CHANGED_NOTHING}`
