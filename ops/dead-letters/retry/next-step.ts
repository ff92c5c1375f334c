import type { HeldAggregate } from '../../parked/holds.ts'
import type { Letter } from '../letters/letter.ts'
import type { DeadLetterQueues } from '../queue/body-in-queue.ts'
import type { MarkerStore } from '../verdict/read-verdicts.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { ClaimEnvironment } from './claim-letters.ts'
import { placeOf, type ReleasingHeads } from './release-head.ts'

/**
 * - `skip`: the letter is left as it is.
 * - `resolved`: this operation closed the letter before.
 * - `sent`: this operation has sent the letter before, and its outcome is awaited.
 * - `put-back`: this operation may have sent the letter before, and nobody knows; it waits for a person again.
 * - `close`: its effect has happened, so it is claimed and closed.
 * - `release`: its aggregate is held behind it, so it is claimed and released in its place.
 * - `send`: it is claimed and sent.
 */
export type NextStep =
  | { readonly kind: 'skip' | 'put-back'; readonly why: string }
  | { readonly kind: 'resolved' | 'sent' | 'close' }
  | { readonly kind: 'release'; readonly hold: HeldAggregate }
  | { readonly kind: 'send'; readonly body: string }

export type Deciding = ClaimEnvironment & MarkerStore & DeadLetterQueues & ReleasingHeads

const skip = (why: string): NextStep => ({ kind: 'skip', why })

/**
 * Decides what to do with a letter, by its record, its consumer's marker and what is held. Nothing is changed.
 * @param body where it is too large for the record. Default: that of the record.
 */
export async function nextStep(
  environment: Deciding,
  letter: Letter | undefined,
  verdict: Verdict | undefined,
  body: string | undefined = letter?.body,
): Promise<NextStep> {
  if (!letter) return skip('its record is gone')
  if (letter.status === 'resolved' && letter.operationId === environment.operationId) return { kind: 'resolved' }
  const isOwn = letter.status === 'retried' && letter.operationId === environment.operationId
  if (isOwn && letter.sentAt !== undefined && verdict?.kind !== 'completed') return { kind: 'sent' }
  const place = await placeOf(environment, letter)
  if (place.kind === 'behind') return skip(`its aggregate is held behind ${place.head}, which comes first`)
  if (place.kind === 'head') return { kind: 'release', hold: place.hold }
  if (verdict?.kind === 'completed') return { kind: 'close' }
  if (isOwn && environment.consumers.get(letter.consumer)?.delivery === 'at-most-once') {
    const why = 'it may have been sent when the tool was killed, and its consumer promises at most once: it waits again'
    return { kind: 'put-back', why }
  }
  if (body === undefined) return skip('its body is too large for the record, and is not in the dead-letter queue')
  return { kind: 'send', body }
}

/** Says why a letter could not be claimed, by what happened to it after the plan was made. */
export function changedText(letter: Letter | undefined): string {
  if (!letter) return 'its record is gone'
  if (letter.status === 'dead') return `it has failed again since the plan, at ${letter.lastFailedAt}`
  if (letter.status === 'retried')
    return `the operation ${letter.operationId} has ${letter.sentAt ? 'sent' : 'claimed'} it`
  return `it is ${letter.status}`
}
