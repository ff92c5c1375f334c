import type { HeldAggregate } from '../../parked/holds.ts'
import type { Letter } from '../letters/letter.ts'
import { bodyInQueue, type DeadLetterQueues } from '../queue/body-in-queue.ts'
import type { MarkerStore } from '../verdict/read-verdicts.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { Claiming } from './claim.ts'
import { placeOf, type ReleasingHeads } from './release-head.ts'

/**
 * - `skip`: it is left as it is.
 * - `resolved`: this operation has closed it before.
 * - `close`: its effect has happened, so it is claimed and closed.
 * - `release`: its aggregate is held behind it, so it is claimed and released in its place.
 * - `send`: it is claimed and sent.
 */
export type NextStep =
  | { readonly kind: 'skip'; readonly why: string }
  | { readonly kind: 'resolved' | 'close' }
  | { readonly kind: 'release'; readonly hold: HeldAggregate }
  | { readonly kind: 'send'; readonly body: string }

export type Deciding = Claiming & MarkerStore & DeadLetterQueues & ReleasingHeads

const skip = (why: string): NextStep => ({ kind: 'skip', why })

/** Decides what to do with a letter, by its record, its consumer's marker and what is held. Nothing is changed. */
export async function nextStep(
  environment: Deciding,
  letter: Letter | undefined,
  verdict: Verdict | undefined,
): Promise<NextStep> {
  if (!letter) return skip('its record is gone')
  if (letter.status === 'resolved' && letter.operationId === environment.operationId) return { kind: 'resolved' }
  const place = await placeOf(environment, letter)
  if (place.kind === 'behind') return skip(`its aggregate is held behind ${place.head}, which comes first`)
  if (place.kind === 'head') return { kind: 'release', hold: place.hold }
  if (verdict?.kind === 'completed') return { kind: 'close' }
  if (mayHaveBeenSent(environment, letter)) {
    return skip('it may have been sent when the tool was killed, and its consumer promises at most once')
  }
  const body = letter.body ?? (await bodyInQueue(environment, letter))
  if (body === undefined) return skip('its body is too large for the record, and is not in the dead-letter queue')
  return { kind: 'send', body }
}

const mayHaveBeenSent = ({ consumers, operationId }: Deciding, letter: Letter): boolean =>
  letter.status === 'retried' &&
  letter.operationId === operationId &&
  consumers.get(letter.consumer)?.delivery === 'at-most-once'

/** Why a letter could not be claimed: what has become of it since the plan. */
export function changedText(letter: Letter | undefined): string {
  if (!letter) return 'its record is gone'
  if (letter.status === 'dead') return `it has failed again since the plan, at ${letter.lastFailedAt}`
  if (letter.status === 'retried') return `the operation ${letter.operationId} has sent it`
  return `it is ${letter.status}`
}
