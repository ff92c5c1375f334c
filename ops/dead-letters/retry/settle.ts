import type { OperationItem } from '../../operations/operation.ts'
import { lettersWithoutBody } from '../letters/find-letters.ts'
import { leavesMarkers, type MarkerStore, readVerdicts } from '../verdict/read-verdicts.ts'
import { type Claiming, settleLetter } from './claim.ts'

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
  const judge = async (item: OperationItem) => {
    const letter = letterOf.get(item.key.pk + item.key.sk)
    if (!letter) return void done.push({ ...item, state: 'skipped', detail: 'its record is gone', at })
    if (letter.status === 'dead') {
      const detail = `${letter.fingerprint} ${letter.errorType}: ${letter.errorMessage}`.slice(0, 500)
      return void done.push({ ...item, state: 'died', fingerprint: letter.fingerprint, detail, at })
    }
    if (verdicts.get(letter)?.kind === 'completed' || letter.status === 'resolved') {
      await settleLetter(environment, item, 'resolved')
      return void done.push({ ...item, state: 'resolved', at })
    }
    if (letter.operationId !== environment.operationId || letter.status !== 'retried') {
      return void done.push({ ...item, state: 'skipped', detail: `it is ${letter.status} by other hands`, at })
    }
    const consumer = environment.consumers.get(letter.consumer)
    const isQuiet = now > Date.parse(item.at ?? '') + WITHOUT_WORD_MS
    // The consumer closes the record of a released letter itself.
    if (consumer && !leavesMarkers(consumer) && isQuiet && !item.released) {
      return void done.push({ ...item, detail: 'sent; its consumer keeps no record of what went well', at })
    }
    return void pending.push(item)
  }
  await Promise.all(sent.map(judge))
  return { done, pending }
}
