import type { EventEnvelope } from '../../../../events/envelope.ts'
import type { ConsumerFunction } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { type ConsumerKit, deliver } from '../../../support/consumer-kit.ts'

interface Waiting {
  readonly event: EventEnvelope
  readonly sentAt: number
  receives: number
  visibleAt: number
}

/** A queue that several instances of one consumer read. Time moves only when it is told to. */
export class SharedQueue {
  readonly #kit: ConsumerKit
  readonly #batchSize: number
  readonly #isFifo: boolean
  #waiting: Waiting[] = []

  constructor(kit: ConsumerKit, { batchSize = 10, isFifo = false } = {}) {
    this.#kit = kit
    this.#batchSize = batchSize
    this.#isFifo = isFifo
  }

  get size(): number {
    return this.#waiting.length
  }

  /** Seconds until each is due. */
  get dueIn(): number[] {
    return this.#waiting.map(({ visibleAt }) => (visibleAt - this.#kit.clock.now()) / 1000)
  }

  get receives(): number[] {
    return this.#waiting.map(({ receives }) => receives)
  }

  send(...events: readonly EventEnvelope[]): void {
    const now = this.#kit.clock.now()
    this.#waiting.push(...events.map((event) => ({ event, sentAt: now, receives: 0, visibleAt: now })))
  }

  /** Hands what is due to the instances in turn, a batch each, until nothing is due. */
  async deliverDue(instances: readonly ConsumerFunction[], visibilitySeconds = 60): Promise<void> {
    for (let turn = 0; ; turn++) {
      const batch = this.#due()
      if (batch.length === 0) return
      if (turn > 2000) throw new Error(`Messages come back at once, again and again: ${this.dueIn}`)
      await this.#deliver(instances[turn % instances.length]!, batch, visibilitySeconds)
    }
  }

  /** Moves the clock, and delivers on the way: in steps, so that what is due at about the same time fills batches. */
  async run(
    seconds: number,
    instances: readonly ConsumerFunction[],
    stepSeconds = Math.max(1, seconds / 60),
  ): Promise<void> {
    const { clock } = this.#kit
    const end = clock.now() + seconds * 1000
    for (;;) {
      await this.deliverDue(instances)
      if (clock.now() >= end) return
      const next = Math.max(
        clock.now() + stepSeconds * 1000,
        Math.min(...this.#waiting.map(({ visibleAt }) => visibleAt)),
      )
      clock.advance((Math.min(end, next) - clock.now()) / 1000)
    }
  }

  #due(): Waiting[] {
    const now = this.#kit.clock.now()
    const blocked = new Set<string>()
    const due: Waiting[] = []
    for (const one of this.#waiting) {
      const group = one.event.aggregate_id
      if (one.visibleAt > now || (this.#isFifo && blocked.has(group))) blocked.add(group)
      else if (due.length < this.#batchSize) due.push(one)
    }
    return due
  }

  async #deliver(instance: ConsumerFunction, batch: readonly Waiting[], visibilitySeconds: number): Promise<void> {
    for (const one of batch) {
      one.receives++
      one.visibleAt = this.#kit.clock.now() + visibilitySeconds * 1000
    }
    const before = this.#kit.postponed.length
    const left = await deliver(
      instance,
      batch.map(({ event, receives, sentAt }) => ({
        of: event,
        receives,
        sentAt,
        ...(this.#isFifo && { groupId: event.aggregate_id }),
      })),
    )
    const delays = new Map(
      this.#kit.postponed.slice(before).map(({ receiptHandle, delaySeconds }) => [receiptHandle, delaySeconds]),
    )
    for (const one of batch) {
      const delay = delays.get(`handle-${one.event.event_id}`)
      if (delay !== undefined) one.visibleAt = this.#kit.clock.now() + delay * 1000
    }
    this.#waiting = this.#waiting.filter((one) => !batch.includes(one) || left.includes(one.event.event_id))
  }
}
