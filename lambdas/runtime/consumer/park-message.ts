import { derivedLimits } from '../declarations/derived-limits.ts'
import { DeferredError } from '../errors.ts'
import type { Delivery, Message } from '../messages/message.ts'
import type { Outcome } from '../messages/outcome.ts'
import type { Hold, Parking, ParkResult } from '../parking/parking.ts'
import { deferralSeconds } from '../retry/backoff.ts'
import { holdSeconds } from '../retry/hold.ts'
import { toError } from '../to-error.ts'
import type { Invocation } from './invocation.ts'
import { isLastChance } from './last-chance.ts'
import { parkable } from './parkable.ts'

/** A full parking is emptied by a person: asked often, it would only use up the receives that the queue grants. */
const FULL_SECONDS = 900

/**
 * Keeps an event of an aggregate that is held.
 * @param known what was held when the batch began. @param diedAt place of an event that has died in this batch.
 * @returns nothing when it runs: it comes before the head, or the hold has ended.
 */
export async function parkIfBehind(
  invocation: Invocation & { readonly parking: Parking },
  known: Hold | undefined,
  diedAt: number | undefined,
  delivery: Delivery,
  message: Message | undefined,
): Promise<Outcome | undefined> {
  const headPosition = Math.min(known?.headPosition ?? Number.POSITIVE_INFINITY, diedAt ?? Number.POSITIVE_INFINITY)
  const held = { headPosition, seenAt: known?.seenAt }
  const event = parkable(delivery, message)
  if (!event || event.position < held.headPosition) return undefined
  try {
    const result = await invocation.parking.park(event, held, isKeptEvenIfFull(invocation, delivery))
    if (result.kind === 'not-behind') return undefined
    if (result.kind === 'full') return full(invocation, delivery, event.group)
    // Its message stays until every instance has heard of the hold; it is parked already when it comes back.
    return result.settleSeconds > 0 ? { kind: 'returned', delaySeconds: result.settleSeconds } : { kind: 'parked' }
  } catch (thrown) {
    const { declaration, random } = invocation
    const delaySeconds = deferralSeconds(derivedLimits(declaration), delivery.receiveCount, random)
    return { kind: 'deferred', error: toError(thrown), delaySeconds }
  }
}

/** What becomes of the message of an event that has died, once it is kept as a head. */
export function outcomeOfDeath(
  invocation: Pick<Invocation, 'declaration' | 'clock'>,
  result: ParkResult,
  { delivery, group }: { readonly delivery: Delivery; readonly group: string },
  { error, failures }: { readonly error: Error; readonly failures: number },
): Outcome {
  if (result.kind === 'full') return full(invocation, delivery, group)
  if (result.kind === 'parked' && result.settleSeconds > 0) {
    return { kind: 'parked-as-head', error, failures, delaySeconds: result.settleSeconds }
  }
  return { kind: 'dead-lettered', error, failures }
}

type Deferring = Pick<Invocation, 'declaration' | 'clock'>

/** A message that the queue is about to forget is parked beyond the limit: nothing is lost, and only such messages exceed the limit. */
export const isKeptEvenIfFull = (invocation: Deferring, delivery: Delivery): boolean =>
  isLastChance(invocation, delivery, fullSeconds(invocation, delivery))

/** It waits as long as the queue keeps it: its receives are spread over that time. */
const fullSeconds = ({ declaration, clock }: Deferring, delivery: Delivery): number =>
  holdSeconds(derivedLimits(declaration), delivery, FULL_SECONDS, clock.now())

const full = (invocation: Deferring, delivery: Delivery, group: string): Outcome => ({
  kind: 'deferred',
  error: new DeferredError('PARKING_FULL', `The parking is full: ${group} waits in its queue.`),
  delaySeconds: fullSeconds(invocation, delivery),
})
