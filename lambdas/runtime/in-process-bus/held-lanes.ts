import type { EventEnvelope } from '../../../events/envelope.ts'
import { parkable } from '../consumer/parkable.ts'
import { deathOf } from '../dead-letter/death.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
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
  /** Of events that never happen here: copies of them do not either. */
  readonly #skipped = new Set<string>()

  constructor({ name, parking }: ConsumerDeclaration, clock: Clock, run: Run) {
    this.#name = name
    this.#clock = clock
    this.#run = run
    this.#parking = new MemoryParking(clock, parking)
  }

  get held(): readonly HeldAggregate[] {
    return this.#parking.held
  }

  /** Runs an event, or keeps it behind the head of its aggregate. @returns what follows from it. */
  async deliver(event: EventEnvelope): Promise<Delivered['following']> {
    if (this.#skipped.has(event.event_id)) return []
    const parked = toParked(event, this.#clock.now())
    const { kind } = await this.#parking.park(parked, { headPosition: 0, seenAt: 0 }, true)
    if (kind === 'parked') return []
    const { following, givenUp } = await this.#run(event)
    if (givenUp) await this.#parking.hold(parked, this.#deathOf(parked, givenUp), true)
    return following
  }

  /** Runs what is parked of an aggregate, in order, up to the first that is given up again. @returns what follows from it. */
  async release(group: string): Promise<Delivered['following']> {
    const claim = await this.#parking.claim(group, 0)
    if (claim === 'live' || 'busySeconds' in claim) return []
    const all: Delivered['following'][number][] = []
    for (;;) {
      const head = await claim.next()
      if (!head) return all
      const { following, givenUp } = await this.#run(JSON.parse(head.body) as EventEnvelope)
      all.push(...following)
      if (givenUp) {
        await claim.fail(head, this.#deathOf(head, givenUp))
        return all
      }
      if ((await claim.remove(head)) === 'live') return all
    }
  }

  /** @returns whether the event was parked. */
  skip(group: string, eventId: string): boolean {
    const isTaken = this.#parking.take(group, eventId)
    if (isTaken) this.#skipped.add(eventId)
    return isTaken
  }

  #deathOf(event: ParkedEvent, { error, attempts }: GivenUp) {
    const now = this.#clock.now()
    const message = fromEvent(JSON.parse(event.body) as EventEnvelope)
    const cause = { error, attempts, firstFailedAt: now, lastFailedAt: now }
    return deathOf(this.#name, toDelivery(event), message, cause)
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

/** @throws {Error} for what no queue would carry either. */
function toParked(event: EventEnvelope, now: number): ParkedEvent {
  const delivery = toDelivery({
    id: event.event_id,
    body: JSON.stringify(event),
    group: event.aggregate_id,
    sentAt: now,
  })
  const parked = parkable(delivery, fromEvent(event))
  if (!parked) throw new Error(`${event.event_id} is larger than any queue would take.`)
  return parked
}
