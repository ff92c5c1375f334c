import type { FinalFailure } from '../dead-letter/final-failure.ts'
import type { ParkingLimits } from '../declarations/parking.ts'
import type { Clock } from '../system/clock.ts'
import {
  type Hold,
  nothingHeld,
  type ParkedEvent,
  type Parking,
  type ParkingAnswer,
  type ParkResult,
  type ReleaseLease,
} from './parking.ts'

interface HeldGroup {
  /** In order. */
  events: ParkedEvent[]
  finalFailure: FinalFailure | undefined
  /** Epoch milliseconds. */
  runningUntil: number
}

export interface HeldAggregate {
  readonly group: string
  /** In order; the first is the head. */
  readonly events: readonly ParkedEvent[]
  /** Why the head is one; absent while it has not been tried since it became one. */
  readonly finalFailure: FinalFailure | undefined
}

/** What one consumer holds, in this process: for harness and in-process bus. Nobody else has to hear of a hold. */
export class MemoryParking implements Parking {
  readonly #groups = new Map<string, HeldGroup>()
  readonly #clock: Clock
  readonly #limits: ParkingLimits
  readonly #isProcessed: (key: string) => boolean
  /** Whether a person has decided about an event: copies of it are duplicates from then on, also where nothing is held any more. */
  #hasDecided = false

  constructor(clock: Clock, limits: ParkingLimits, isProcessed: (idempotencyKey: string) => boolean = () => false) {
    this.#clock = clock
    this.#limits = limits
    this.#isProcessed = isProcessed
  }

  get held(): readonly HeldAggregate[] {
    return [...this.#groups].map(([group, { events, finalFailure }]) => ({ group, events: [...events], finalFailure }))
  }

  /** Takes out one parked event, unrun: what a person has decided. @returns the event, if it was there. */
  take(group: string, id: string): ParkedEvent | undefined {
    const held = this.#groups.get(group)
    const taken = held?.events.find((event) => event.id === id)
    if (!held || !taken) return undefined
    if (held.events[0] === taken) held.finalFailure = undefined
    held.events = held.events.filter((event) => event !== taken)
    if (held.events.length === 0) this.#groups.delete(group)
    this.#hasDecided = true
    return taken
  }

  summary(): undefined {
    return undefined
  }

  isQuiet(): boolean {
    return this.#groups.size === 0 && !this.#hasDecided
  }

  async look(): Promise<ParkingAnswer> {
    if (this.isQuiet()) return nothingHeld
    return {
      holdOf: (group) => {
        const held = this.#groups.get(group)
        return held && toHold(held)
      },
      isSettled: this.#isProcessed,
    }
  }

  async park(event: ParkedEvent, _held: Hold, evenIfFull: boolean): Promise<ParkResult> {
    const held = this.#groups.get(event.group)
    if (!held || toHold(held).headPosition > event.position) return { kind: 'not-behind' }
    const isThere = held.events.some((one) => isSame(one, event))
    if (!isThere && !evenIfFull && held.events.length >= this.#limits.maxPerAggregate) return { kind: 'full' }
    if (!isThere) insert(held, event)
    return parked
  }

  async hold(event: ParkedEvent, finalFailure: FinalFailure, evenIfFull: boolean): Promise<ParkResult> {
    const held = this.#groups.get(event.group)
    if (!held) {
      if (!evenIfFull && this.#groups.size >= this.#limits.maxAggregates) return { kind: 'full' }
      this.#groups.set(event.group, { events: [event], finalFailure, runningUntil: 0 })
      return parked
    }
    if (!held.events.some((one) => isSame(one, event))) insert(held, event)
    if (isSame(held.events[0]!, event)) held.finalFailure = finalFailure
    return parked
  }

  /** In memory no wake-up is sent automatically, so none can be superseded. */
  async takeLease(group: string, until: number): Promise<ReleaseLease | 'live' | { readonly busySeconds: number }> {
    const held = this.#groups.get(group)
    if (!held) return 'live'
    const busyMs = held.runningUntil - this.#clock.now()
    if (busyMs > 0) return { busySeconds: busyMs / 1000 }
    held.runningUntil = until
    return {
      crashes: 0,
      next: async () => held.events[0],
      remove: async (event) => {
        held.events = held.events.filter((one) => !event || !isSame(one, event))
        held.finalFailure = undefined
        if (held.events.length > 0) return 'held'
        this.#groups.delete(group)
        return 'live'
      },
      fail: async (event, finalFailure) => {
        // An earlier one may have died meanwhile: that is the head, with its own cause.
        if (held.events[0] && isSame(held.events[0], event)) held.finalFailure = finalFailure
        held.runningUntil = 0
      },
      leave: async () => {
        held.runningUntil = 0
      },
    }
  }
}

const parked: ParkResult = { kind: 'parked', settleSeconds: 0 }

/** It has been held for so long that everybody knows. */
const toHold = ({ events }: HeldGroup): Hold => ({ headPosition: events[0]?.position ?? 0, seenAt: 0 })

function insert(held: HeldGroup, event: ParkedEvent): void {
  held.events = [...held.events, event].sort((one, other) => one.position - other.position)
}

const isSame = (one: ParkedEvent, other: ParkedEvent): boolean =>
  one.position === other.position && one.id === other.id && one.scope === other.scope
