import type { OperationItem } from '../../operations/operation.ts'
import { type LetterWithoutBody, lettersWithoutBody } from '../letters/find-letters.ts'
import { leavesMarkers, type MarkerStore, readVerdicts } from '../verdict/read-verdicts.ts'
import { type Claimable, type Claiming, settleLetters } from './claim.ts'

/** Of a consumer that keeps no record: so long after it was sent, a letter that has not died does not hold up the next step. */
const WITHOUT_WORD_MS = 10_000

export interface Settled {
  /** Items of which the outcome is known now, as receipts. */
  readonly done: readonly OperationItem[]
  readonly pending: readonly OperationItem[]
}

/** Looks what has become of letters that were sent. */
export async function settle(environment: Claiming & MarkerStore, sent: readonly OperationItem[]): Promise<Settled> {
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
  const processed: Claimable[] = []
  for (const item of sent) {
    const letter = letterOf.get(item.key.pk + item.key.sk)
    const isCompleted = letter !== undefined && verdicts.get(letter)?.kind === 'completed'
    const outcome = letter ? outcomeOf(environment, item, letter, isCompleted) : GONE
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

/** @returns nothing as long as nobody knows. */
function outcomeOf(
  { consumers, operationId, now }: Claiming,
  { at = '', released }: OperationItem,
  { consumer: name, status, fingerprint, errorType, errorMessage, operationId: taker }: LetterWithoutBody,
  isCompleted: boolean,
): Outcome | undefined {
  if (status === 'dead') {
    return { state: 'died', fingerprint, detail: `${fingerprint} ${errorType}: ${errorMessage}`.slice(0, 500) }
  }
  if (isCompleted || status === 'resolved') return { state: 'resolved' }
  if (taker !== operationId || status !== 'retried')
    return { state: 'skipped', detail: `it is ${status} by other hands` }
  const consumer = consumers.get(name)
  const isQuiet = now() > Date.parse(at) + WITHOUT_WORD_MS
  // The consumer closes the record of a released letter itself.
  const isWithoutWord = consumer !== undefined && !leavesMarkers(consumer) && isQuiet && !released
  return isWithoutWord ? { detail: 'sent; its consumer keeps no record of what went well' } : undefined
}
