import { derivedLimits } from '../declarations/derived-limits.ts'
import { type Attempts, nothingKnown } from '../history/message-history.ts'
import type { Delivery } from '../messages/message.ts'
import type { DecodedDelivery, Outcome, SettledDelivery } from '../messages/outcome.ts'
import { nothingHeld, type ParkedEvent, type Parking, type ReleaseLease } from '../parking/parking.ts'
import { CLOCK_SKEW_MS } from '../parking/summary.ts'
import { readWakeUp, type WakeUp } from '../parking/wake-up.ts'
import { deferralSeconds } from '../retry/backoff.ts'
import { toError } from '../to-error.ts'
import type { Batch } from './batch.ts'
import type { Invocation } from './invocation.ts'
import { idempotencyKey, leavesMarkers } from './process-message.ts'
import { attemptOf, type BatchMemory, decodeDelivery, settleMessage } from './settle-message.ts'
import { tellEarly } from './tell-early.ts'

/**
 * Releases the parked events of one aggregate, if there are any. Their outcomes are reported as if those events had been in the
 * batch.
 * @returns what becomes of the wake-up.
 */
export async function release(batch: Batch, delivery: Delivery): Promise<Outcome> {
  const { invocation, released, results } = batch
  const { clock, parking, deadline } = invocation
  const wakeUp = readWakeUp(delivery.body)
  if (!parking || !wakeUp) return nothingDone
  // Without time left the first event could not even begin, so no lease is taken.
  if (!deadline.leavesTime()) return { kind: 'returned', delaySeconds: backLater(invocation, delivery) }
  const startedAt = clock.now()
  try {
    const { own, others } = await releaseGroup({ ...invocation, parking }, delivery, wakeUp, batch.suspectedPoison)
    released.push(...others)
    results.set(delivery, { ...own, delivery, durationMs: clock.now() - startedAt })
    return own.outcome
  } catch (thrown) {
    return { kind: 'deferred', error: toError(thrown), delaySeconds: backLater(invocation, delivery) }
  }
}

/**
 * Seconds until a wake-up comes back that could not be tried. Its receives need not last as long as its queue keeps it: what is parked is in the table,
 * and the tick sends another wake-up.
 */
const backLater = ({ declaration, random }: Invocation, { receiveCount }: Delivery): number =>
  deferralSeconds(derivedLimits(declaration), receiveCount, random)

interface Released {
  /** The outcome of the wake-up itself. */
  readonly own: Omit<SettledDelivery, 'durationMs' | 'delivery'>
  /** The events that were released before its last one. */
  readonly others: readonly SettledDelivery[]
}

/**
 * Runs what is parked of one aggregate, from its head on, in order, as the events of its own queue: with the same attempts, waits and
 * markers. It stops at the first that has not been done. While an event waits to be tried again, so does the wake-up; when one has
 * failed for good, it is the head, with its own cause. What arrives meanwhile is parked behind it.
 *
 *     wake-up   ──lease──head──done──[remove, next is head]──next──✗ killed
 *     wake-up again ─────────────────────────────────────────────lease──next: a duplicate──[remove]──…──[last: hold ends]
 */
async function releaseGroup(
  invocation: Invocation & { readonly parking: Parking },
  delivery: Delivery,
  wakeUp: WakeUp,
  suspectedPoison: Batch['suspectedPoison'],
): Promise<Released> {
  const { parking, deadline } = invocation
  const lease = await parking.takeLease(
    wakeUp.group,
    deadline.functionEnd + CLOCK_SKEW_MS,
    wakeUp,
    deadline.lastCallSignal,
  )
  if (lease === 'live' || lease === 'superseded') return alone({ kind: 'duplicate' })
  if ('busySeconds' in lease) return alone({ kind: 'returned', delaySeconds: Math.ceil(lease.busySeconds) })
  let isLeased = true
  let backInSeconds = backLater(invocation, delivery)
  const others: SettledDelivery[] = []
  try {
    if (suspectedPoison && lease.crashes > 0) {
      // The lease ends here, and the release runs later, alone: if something else crashed the function meanwhile, that would count
      // against this head.
      suspectedPoison.set(delivery, lease.crashes)
      return alone({ kind: 'returned', delaySeconds: backInSeconds })
    }
    for (let receives = delivery.receiveCount; ; receives = 1) {
      if (!deadline.leavesTime()) {
        if (others.length > 0) backInSeconds = 0
        return { own: ended({ kind: 'returned', delaySeconds: backInSeconds }), others }
      }
      const event = await lease.next()
      const one = event && (await releaseOne(invocation, lease, delivery, event, receives))
      if (one && !isDone(one.outcome)) {
        isLeased = one.outcome.kind !== 'dead-lettered'
        if ('delaySeconds' in one.outcome) backInSeconds = one.outcome.delaySeconds
        return { own: one, others }
      }
      if (one) await tellEarly(invocation, [one])
      const released = one && { ...one, isTold: true }
      // Any of them may have died: SQS gives up several of one aggregate, and a head may have been overtaken by an earlier event. Closed
      // before it is taken away: should this end in between, the next wake-up finds it again.
      // A duplicate may have been processed by an earlier wake-up that ended before this line, so the record does not say how it was done.
      if (event) await invocation.closeDeadLetter(event.id, one?.outcome.kind === 'processed' ? 'processed' : undefined)
      const rest = await lease.remove(event)
      const { outcome = nothingDone } = released ?? {}
      if (rest === 'live') isLeased = false
      if (rest === 'live' || wakeUp.onlyHead) return { own: released ?? ended(outcome), others }
      if (released) others.push(released)
    }
  } finally {
    if (isLeased) await lease.leave(wakeUp.onlyHead ? 'person' : backInSeconds)
  }
}

const nothingDone: Outcome = { kind: 'duplicate' }
const isDone = ({ kind }: Outcome): boolean => kind === 'processed' || kind === 'duplicate'
const ended = (outcome: Outcome): Released['own'] => ({ message: undefined, outcome, attempt: undefined })
const alone = (outcome: Outcome): Released => ({ own: ended(outcome), others: [] })

async function releaseOne(
  invocation: Invocation,
  lease: ReleaseLease,
  wakeUp: Delivery,
  event: ParkedEvent,
  receiveCount: number,
): Promise<SettledDelivery> {
  const { clock, health } = invocation
  const startedAt = clock.now()
  // Attempts are counted under this wake-up, so that each release gives the event all of its attempts again.
  const messageId = `${wakeUp.messageId}#${event.position}#${event.id}`
  const delivery = { ...wakeUp, messageId, body: event.body, receiveCount }
  const received = decodeDelivery(invocation, delivery)
  const memory = await memoryOf(invocation, received, lease.crashes)
  // The wake-up came in a FIFO group of its own; the dead letter belongs to the group of its aggregate, and has a record by this id already.
  const died = { ...delivery, groupId: event.group, deadLetterId: event.id }
  const own: Invocation = {
    ...invocation,
    parking: undefined,
    // The note would be of no use: a release closes the record of each event that it has done, given up before or not.
    history: { ...invocation.history, noteGivenUp: async () => {} },
    health: health.guard ? (await health.guard()).ofRetries : health,
    deadLetter: async (_delivery, message, cause, signal) =>
      lease.fail(event, await invocation.recordDeadLetter(died, message, cause, signal)),
  }
  const outcome = await settleMessage(own, memory, received)
  const { message } = received
  const failures = 'failures' in outcome ? outcome.failures : undefined
  const attempt = failures ?? attemptOf(memory, delivery)
  return { delivery, message, outcome, attempt, durationMs: clock.now() - startedAt, startedAt }
}

/**
 * What is known of an event from earlier tries. The wake-up may come again because the head has failed, or died, so the first event of
 * each run is looked up in the history. So is every event of a consumer that leaves no markers, because only the history then tells that a
 * person has decided about another copy of it.
 * @param crashes from the hold, how often this head has ended its function: the history counts by message, and the wake-up that comes next
 * may be another message.
 */
async function memoryOf(
  { history, declaration, clock }: Invocation,
  { delivery, message }: DecodedDelivery,
  crashes: number,
): Promise<BatchMemory> {
  const memory = { parked: nothingHeld, heldMeanwhile: new Map(), firstOfKey: new Map() }
  const { messageId, receiveCount } = delivery
  const isFirstTry = receiveCount === 1 && leavesMarkers(declaration) && crashes === 0
  if (isFirstTry || !message) return { ...memory, earlier: nothingKnown, lookedUp: new Set() }
  const known = await history.lookUp([{ messageId, idempotencyKey: idempotencyKey(declaration, message) }])
  const attemptsOf = (id: string): Attempts | undefined => {
    const { failures = 0, firstFailedAt = clock.now(), crashes: noted = 0 } = known.attemptsOf(id) ?? {}
    return { failures, firstFailedAt, crashes: Math.max(noted, crashes) }
  }
  const earlier = crashes === 0 ? known : { ...known, isProcessed: (key: string) => known.isProcessed(key), attemptsOf }
  return { ...memory, earlier, lookedUp: new Set([messageId]) }
}
