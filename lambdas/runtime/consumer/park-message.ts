import { derivedLimits } from '../declarations/derived-limits.ts'
import { DeferredError } from '../errors.ts'
import type { Delivery, Message } from '../messages/message.ts'
import type { Outcome } from '../messages/outcome.ts'
import type { Hold, Parking, ParkResult } from '../parking/parking.ts'
import { holdSeconds, outageSeconds } from '../retry/hold.ts'
import { toError } from '../to-error.ts'
import { groupOf } from './group.ts'
import type { Invocation } from './invocation.ts'
import { isLastChance } from './last-chance.ts'
import { parkable } from './parkable.ts'
import { idempotencyKey } from './process-message.ts'

/**
 * How long an event waits in its queue when the parking is full. Only a person makes room, so asking often would use up the
 * receives that the queue grants, for nothing.
 */
const FULL_SECONDS = 900

/**
 * Keeps an event of an aggregate that is held.
 * @param known what was held when the batch began. @param diedAt place of an event that has died in this batch.
 * @returns nothing when it runs: it comes before the head, or the hold has ended or moved on.
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
    const { lastCallSignal } = invocation.deadline
    const result = await invocation.parking.park(event, held, isKeptEvenIfFull(invocation, delivery), lastCallSignal)
    if (result.kind === 'not-behind')
      return (await wasDecided(invocation, delivery, message)) ? { kind: 'duplicate' } : undefined
    if (result.kind === 'full') return full(invocation, delivery, event.group)
    // Its message stays until every instance has heard of the hold; it is parked already when it comes back.
    return result.settleSeconds > 0 ? { kind: 'returned', delaySeconds: result.settleSeconds } : { kind: 'parked' }
  } catch (thrown) {
    return { kind: 'deferred', error: toError(thrown), delaySeconds: outageSeconds(invocation, delivery) }
  }
}

/**
 * The hold that the batch has seen has ended, or moved on, since. If that was because a person has skipped or replaced this very event,
 * its marker says so, and not every strategy looks at markers.
 *
 *     function   ──looks: held, not decided────────────────────[park: refused]──looks again: decided
 *     operator   ───────────────────────────────[skip n, live]──
 */
async function wasDecided(
  { declaration, parking }: Invocation & { readonly parking: Parking },
  delivery: Delivery,
  message: Message | undefined,
): Promise<boolean> {
  if (!message) return false
  const key = idempotencyKey(declaration, message)
  return (await parking.look([{ group: groupOf(delivery), idempotencyKey: key }])).isSettled(key)
}

/** The outcome of a message whose event was given up, once the event is parked as the head of its aggregate. */
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

/** The wait grows so that the receives which the queue grants last until the queue's retention is over. */
const fullSeconds = ({ declaration, clock }: Deferring, delivery: Delivery): number =>
  holdSeconds(derivedLimits(declaration), delivery, FULL_SECONDS, clock.now())

const full = (invocation: Deferring, delivery: Delivery, group: string): Outcome => ({
  kind: 'deferred',
  error: new DeferredError('PARKING_FULL', `The parking is full: ${group} waits in its queue.`),
  delaySeconds: fullSeconds(invocation, delivery),
})
