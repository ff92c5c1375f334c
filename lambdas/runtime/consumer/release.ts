import { nothingKnown } from '../history/message-history.ts'
import type { Delivery } from '../messages/message.ts'
import type { DecodedDelivery, Outcome, SettledDelivery } from '../messages/outcome.ts'
import { nothingHeld, type ParkedEvent, type Parking, type ReleaseClaim } from '../parking/parking.ts'
import { CLOCK_SKEW_MS } from '../parking/summary.ts'
import { readWakeUp, type WakeUp } from '../parking/wake-up.ts'
import { toError } from '../to-error.ts'
import type { Batch } from './batch.ts'
import type { Invocation } from './invocation.ts'
import { idempotencyKey, leavesMarkers } from './process-message.ts'
import { returned } from './returned.ts'
import { attemptOf, type BatchMemory, decodeDelivery, settleMessage } from './settle-message.ts'

/**
 * Runs what is parked of one aggregate, if anything is. What it has come to is told as if those events had been in the batch.
 * @returns what becomes of the wake-up.
 */
export async function release({ invocation, released, results }: Batch, delivery: Delivery): Promise<Outcome> {
  const { clock, parking } = invocation
  const wakeUp = readWakeUp(delivery.body)
  if (!parking || !wakeUp) return nothingDone
  const startedAt = clock.now()
  try {
    const { own, others } = await releaseGroup({ ...invocation, parking }, delivery, wakeUp)
    released.push(...others)
    results.set(delivery, { ...own, delivery, durationMs: clock.now() - startedAt })
    return own.outcome
  } catch (thrown) {
    const { delaySeconds } = returned(invocation, delivery)
    return { kind: 'deferred', error: toError(thrown), delaySeconds }
  }
}

interface Released {
  /** What becomes of the wake-up itself. */
  readonly own: Omit<SettledDelivery, 'durationMs' | 'delivery'>
  /** The events that were released before its last one. */
  readonly others: readonly SettledDelivery[]
}

/**
 * Runs what is parked of one aggregate, from its head on, in order, as the events of its own queue: with the same attempts, waits and
 * markers. It stops at the first that has not been done. While an event waits to be tried again, so does the wake-up; when one has
 * failed for good, it is the head, with its own cause. What arrives meanwhile is parked behind it.
 *
 *     wake-up   ──claim──head──done──[remove, next is head]──next──✗ killed
 *     wake-up again ─────────────────────────────────────────────claim──next: a duplicate──[remove]──…──[last: hold ends]
 */
async function releaseGroup(
  invocation: Invocation & { readonly parking: Parking },
  delivery: Delivery,
  wakeUp: WakeUp,
): Promise<Released> {
  const { parking, deadline } = invocation
  const claim = await parking.claim(wakeUp.group, deadline.functionEnd + CLOCK_SKEW_MS, wakeUp.token)
  if (claim === 'live' || claim === 'superseded') return alone({ kind: 'duplicate' })
  if ('busySeconds' in claim) return alone({ kind: 'returned', delaySeconds: Math.ceil(claim.busySeconds) })
  let isClaimed = true
  let backInSeconds = returned(invocation, delivery).delaySeconds
  const others: SettledDelivery[] = []
  try {
    for (let receives = delivery.receiveCount; ; receives = 1) {
      if (!deadline.leavesTime()) {
        backInSeconds = 0
        return { own: ended({ kind: 'returned', delaySeconds: 0 }), others }
      }
      const event = await claim.next()
      const released = event && (await releaseOne(invocation, claim, delivery, event, receives))
      if (released && !isDone(released.outcome)) {
        isClaimed = released.outcome.kind !== 'dead-lettered'
        if ('delaySeconds' in released.outcome) backInSeconds = released.outcome.delaySeconds
        return { own: released, others }
      }
      // Any of them may have died: SQS gives up several of one aggregate, and a head may have been overtaken by an earlier event. Closed
      // before it is taken away: should this end in between, the next wake-up finds it again.
      if (event) await invocation.closeDeadLetter(event.id)
      const rest = await claim.remove(event)
      const { outcome = nothingDone } = released ?? {}
      if (rest === 'live') isClaimed = false
      if (rest === 'live' || wakeUp.onlyHead) return { own: released ?? ended(outcome), others }
      if (released) others.push(released)
    }
  } finally {
    if (isClaimed) await claim.leave(wakeUp.onlyHead ? 'person' : backInSeconds)
  }
}

const nothingDone: Outcome = { kind: 'duplicate' }
const isDone = ({ kind }: Outcome): boolean => kind === 'processed' || kind === 'duplicate'
const ended = (outcome: Outcome): Released['own'] => ({ message: undefined, outcome, attempt: undefined })
const alone = (outcome: Outcome): Released => ({ own: ended(outcome), others: [] })

async function releaseOne(
  invocation: Invocation,
  claim: ReleaseClaim,
  wakeUp: Delivery,
  event: ParkedEvent,
  receiveCount: number,
): Promise<SettledDelivery> {
  const { clock } = invocation
  const startedAt = clock.now()
  // Its attempts are those of this wake-up: every release gives it all of them.
  const messageId = `${wakeUp.messageId}#${event.position}#${event.id}`
  const delivery = { ...wakeUp, messageId, body: event.body, receiveCount }
  const received = decodeDelivery(invocation, delivery)
  const memory = await memoryOf(invocation, received)
  const own: Invocation = {
    ...invocation,
    parking: undefined,
    deadLetter: async (_delivery, message, cause) =>
      // The wake-up has a group of its own; what is sent back belongs into that of its aggregate.
      claim.fail(event, await invocation.recordDeadLetter({ ...delivery, groupId: event.group }, message, cause)),
  }
  const outcome = await settleMessage(own, memory, received)
  const { message } = received
  const failures = 'failures' in outcome ? outcome.failures : undefined
  const attempt = failures ?? attemptOf(memory, delivery)
  return { delivery, message, outcome, attempt, durationMs: clock.now() - startedAt, startedAt }
}

/**
 * The wake-up may come again because the head has failed, or died: the first event of each run is looked up. So is every event
 * of a consumer that leaves no markers: only there does it stand that a person has decided about another copy of it.
 */
async function memoryOf(
  { history, declaration }: Invocation,
  { delivery, message }: DecodedDelivery,
): Promise<BatchMemory> {
  const memory = { parked: nothingHeld, heldMeanwhile: new Map(), firstOfKey: new Map() }
  const { messageId, receiveCount } = delivery
  const isFirstTry = receiveCount === 1 && leavesMarkers(declaration)
  if (isFirstTry || !message) return { ...memory, earlier: nothingKnown, lookedUp: new Set() }
  const earlier = await history.lookUp([{ messageId, idempotencyKey: idempotencyKey(declaration, message) }])
  return { ...memory, earlier, lookedUp: new Set([messageId]) }
}
