import type { EventEnvelope } from '../../../events/envelope.ts'
import { parkable } from '../consumer/parkable.ts'
import { finalFailureOf } from '../dead-letter/final-failure.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { derivedLimits } from '../declarations/derived-limits.ts'
import { fromEvent } from '../messages/message.ts'
import { type HeldAggregate, MemoryParking } from '../parking/memory-parking.ts'
import type { ParkedEvent } from '../parking/parking.ts'
import type { Clock } from '../system/clock.ts'
import type { Delivered, GivenUp } from './deliver.ts'

/** Runs one event until it is processed or given up. */
type Run = (event: EventEnvelope) => Promise<Delivered>

/**
 * The events that one consumer holds behind those that it has given up, in this process. Its events come one after another per aggregate, so
 * nothing races; what it holds is lost with the process, and bounded by its memory alone.
 */
export class HeldLanes {
  readonly #parking: MemoryParking
  readonly #name: string
  readonly #clock: Clock
  readonly #run: Run
  readonly #skippedForMs: number
  /** Events that never happen here, the oldest first, each with when it is forgotten: no copy of it can come any more. */
  readonly #skipped = new Map<string, number>()

  constructor(declaration: ConsumerDeclaration, clock: Clock, run: Run) {
    const { name, parking } = declaration
    this.#name = name
    this.#skippedForMs = derivedLimits(declaration).dedupTtlSeconds * 1000
    this.#clock = clock
    this.#run = run
    this.#parking = new MemoryParking(clock, parking)
  }

  get held(): readonly HeldAggregate[] {
    return this.#parking.held
  }

  /** Runs an event, or keeps it behind the head of its aggregate. @returns what follows from it. */
  async deliver(event: EventEnvelope): Promise<Delivered['following']> {
    this.#forgetSkipped()
    if (this.#skipped.has(event.event_id)) return []
    const parked = toParked(event, this.#clock.now())
    // As with a queue, an event that is too large to be parked runs at once, and is given up for good if it fails.
    if (!parked) return (await this.#run(event)).following
    const { kind } = await this.#parking.park(parked, { headPosition: 0, seenAt: 0 }, true)
    if (kind === 'parked') return []
    const { following, givenUp } = await this.#run(event)
    if (givenUp) await this.#parking.hold(parked, this.#finalFailureOf(parked, givenUp), true)
    return following
  }

  /** Runs what is parked of an aggregate, in order, up to the first that is given up again. @returns what follows from it. */
  async release(group: string): Promise<Delivered['following']> {
    const lease = await this.#parking.takeLease(group, 0)
    if (lease === 'live' || 'busySeconds' in lease) return []
    const all: Delivered['following'][number][] = []
    for (;;) {
      const head = await lease.next()
      if (!head) return all
      const { following, givenUp } = await this.#run(JSON.parse(head.body) as EventEnvelope)
      all.push(...following)
      if (givenUp) {
        await lease.fail(head, this.#finalFailureOf(head, givenUp))
        return all
      }
      if ((await lease.remove(head)) === 'live') return all
    }
  }

  /** @returns whether the event was parked. */
  skip(group: string, eventId: string): boolean {
    const isTaken = this.#parking.take(group, eventId) !== undefined
    if (isTaken) this.#skipped.set(eventId, this.#clock.now() + this.#skippedForMs)
    return isTaken
  }

  #forgetSkipped(): void {
    for (const [eventId, forgottenAt] of this.#skipped) {
      if (forgottenAt >= this.#clock.now()) return
      this.#skipped.delete(eventId)
    }
  }

  #finalFailureOf(event: ParkedEvent, { error, attempts }: GivenUp) {
    const now = this.#clock.now()
    const message = fromEvent(JSON.parse(event.body) as EventEnvelope)
    const cause = { error, attempts, firstFailedAt: now, lastFailedAt: now }
    return finalFailureOf(this.#name, toDelivery(event), message, cause)
  }
}

const toDelivery = ({ id, body, group, sentAt }: Pick<ParkedEvent, 'id' | 'body' | 'group' | 'sentAt'>) => ({
  messageId: id,
  receiptHandle: id,
  body,
  receiveCount: 1,
  sentAt,
  groupId: group,
})

/** @returns nothing for what is larger than a queue or a table would take, such as an event whose data would go by a bucket. */
function toParked(event: EventEnvelope, now: number): ParkedEvent | undefined {
  const delivery = toDelivery({
    id: event.event_id,
    body: JSON.stringify(event),
    group: event.aggregate_id,
    sentAt: now,
  })
  return parkable(delivery, fromEvent(event))
}
