import type { EventEnvelope } from '../../../events/envelope.ts'
import type { SharedBreaker } from '../circuit-breaker/shared-breaker.ts'
import type { Consumer } from '../consumer/invocation.ts'
import { idempotencyKey } from '../consumer/process-message.ts'
import { type DeadLetter, toDeadLetter } from '../dead-letter/dead-letter.ts'
import { finalFailureOf } from '../dead-letter/final-failure.ts'
import type { ParkingLimits } from '../declarations/parking.ts'
import type { Effects } from '../effects/effects.ts'
import { ConflictError, DeferredError } from '../errors.ts'
import { createEventStore } from '../event-store/create-event-store.ts'
import { createMemoryEventStorage } from '../event-store/memory-event-storage.ts'
import type { Attempts, MessageHistory } from '../history/message-history.ts'
import { saysRepeated } from '../idempotency/says-repeated.ts'
import { Steps } from '../idempotency/steps.ts'
import type { IdempotencyStrategy } from '../idempotency/strategy.ts'
import { MemoryParking } from '../parking/memory-parking.ts'
import type { Queue } from '../queue/queue.ts'
import type { Clock } from '../system/clock.ts'

/** Everything that a consumer keeps outside itself, in memory. */
export class HarnessMemory {
  readonly committed: Effects[] = []
  readonly deadLetters: DeadLetter[] = []
  /** Receipt handle → seconds until it comes back. */
  readonly postponed = new Map<string, number>()
  readonly acknowledged: string[] = []
  readonly openCircuits = new Map<string, number>()
  conflictsToCome = 0
  /** Keys of events that leave a marker when they are done, and of those that are skipped. */
  readonly #processed = new Set<string>()
  readonly #fences = new Map<string, number>()
  readonly #steps = new Map<string, Steps>()
  readonly #attempts = new Map<string, Attempts>()
  readonly #consumer: string
  readonly #clock: Clock

  readonly #events = createMemoryEventStorage()
  /** Has the events that were committed. */
  readonly eventStore = createEventStore(this.#events)
  readonly parking: MemoryParking

  constructor(consumer: string, clock: Clock, limits: ParkingLimits) {
    this.#consumer = consumer
    this.#clock = clock
    this.parking = new MemoryParking(clock, limits, (key) => this.#processed.has(key))
  }

  /** Stores events as if they had been there before; done when it returns. */
  store(events: readonly EventEnvelope[]): void {
    void this.#events.append(events)
  }

  /** A skipped event never happens, nor does a copy of it. @returns whether it was parked. */
  skip(group: string, eventId: string): boolean {
    const event = this.parking.take(group, eventId)
    if (event) this.#processed.add(idempotencyKey({ name: this.#consumer }, { id: event.id, replayScope: event.scope }))
    return event !== undefined
  }

  readonly queue: Queue = {
    postpone: async (messages) => {
      for (const { receiptHandle, delaySeconds } of messages) this.postponed.set(receiptHandle, delaySeconds)
    },
    acknowledge: async (handles) => {
      this.acknowledged.push(...handles)
      return new Set()
    },
    deadLetter: async () => {},
  }

  readonly history: MessageHistory = {
    lookUp: async () => ({
      attemptsOf: (messageId) => this.#attempts.get(messageId),
      isProcessed: (key) => this.#processed.has(key),
    }),
    countFailure: async (messageId) => {
      const before = this.#attempts.get(messageId) ?? { failures: 0, firstFailedAt: this.#clock.now(), crashes: 0 }
      const now = { ...before, failures: before.failures + 1 }
      this.#attempts.set(messageId, now)
      return now
    },
    noteStart: async () => {},
    noteGivenUp: async () => {},
    noteEnd: async () => {},
  }

  readonly deadLetter: Consumer['deadLetter'] = async (delivery, message, cause) => {
    this.deadLetters.push(toDeadLetter(this.#consumer, delivery, message, cause))
  }

  readonly recordDeadLetter: Consumer['recordDeadLetter'] = async (delivery, message, cause) => {
    const finalFailure = finalFailureOf(this.#consumer, delivery, message, cause)
    this.deadLetters.push(finalFailure.letter)
    return finalFailure
  }

  readonly closeDeadLetter: Consumer['closeDeadLetter'] = async () => {}

  strategyOf(idempotency: Consumer['declaration']['idempotency']): IdempotencyStrategy {
    const remembers = idempotency === 'atomic' || idempotency === 'lease'
    return {
      process: async ({ key, handle }) => {
        if (remembers && this.#processed.has(key)) return 'duplicate'
        const fencingToken = (this.#fences.get(key) ?? 0) + 1
        this.#fences.set(key, fencingToken)
        const steps = this.#steps.get(key) ?? new Steps()
        this.#steps.set(key, steps)
        const effects = await handle(idempotency === 'lease' ? { fencingToken, step: steps.run } : undefined)
        if (this.conflictsToCome > 0) {
          this.conflictsToCome--
          throw new ConflictError('The test wanted a conflict.')
        }
        // Two copies at once: only one commits.
        if (remembers && this.#processed.has(key)) return 'duplicate'
        if (saysRepeated(idempotency, effects)) return 'duplicate'
        await this.#events.append(effects.events)
        if (remembers) this.#processed.add(key)
        this.committed.push(effects)
        return 'processed'
      },
    }
  }

  breaker(name: string): SharedBreaker {
    const assertNotOpen = async () => {
      const seconds = this.openCircuits.get(name)
      if (seconds === undefined) return
      throw new DeferredError('CIRCUIT_OPEN', `The circuit of "${name}" is open.`, seconds, { downstream: name })
    }
    return {
      assertNotOpen,
      run: async (call) => {
        await assertNotOpen()
        return call()
      },
    }
  }
}
