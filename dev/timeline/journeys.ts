import { Journey, type SubscribersOf, timeOfId } from './journey.ts'
import { type ConsumerOutcome, parseOutcome } from './outcome.ts'

interface Waiter {
  readonly resolve: (journey: Journey) => void
  readonly timer: NodeJS.Timeout
}

/** Follows every correlation id through the logs and says when one has settled. */
export class Journeys {
  readonly #subscribersOf: SubscribersOf
  readonly #since: number
  readonly #journeys = new Map<string, Journey>()
  readonly #waiters = new Map<string, Waiter>()
  #deadLettered = 0
  readonly #listeners = new Set<(journey: Journey) => void>()
  readonly #outcomeListeners = new Set<OutcomeListener>()

  /** @param since Epoch milliseconds. An event that is older was sent again: its other consumers had it in an earlier run. */
  constructor(subscribersOf: SubscribersOf, since = 0) {
    this.#subscribersOf = subscribersOf
    this.#since = since
  }

  /** Messages that consumers gave up on since the start. */
  get deadLettered(): number {
    return this.#deadLettered
  }

  readLog(line: string, at: number): void {
    const outcome = parseOutcome(line, at)
    if (!outcome) return
    if (outcome.outcome === 'dead-lettered') this.#deadLettered++
    const journey = this.of(outcome.correlation_id)
    const isLate = journey.settled || (journey.isEmpty && isOlder(outcome.event_id, this.#since))
    journey.add(outcome, isLate)
    for (const listener of this.#outcomeListeners) listener(journey, outcome, isLate)
    if (isLate || !journey.settled) return
    this.#waiters.get(journey.correlationId)?.resolve(journey)
    for (const listener of this.#listeners) listener(journey)
    if (this.#journeys.size > MAX_JOURNEYS) this.#forgetOldest()
  }

  of(correlationId: string): Journey {
    const known = this.#journeys.get(correlationId)
    if (known) return known
    const journey = new Journey(correlationId, this.#subscribersOf)
    this.#journeys.set(correlationId, journey)
    return journey
  }

  onSettled(listener: (journey: Journey) => void): void {
    this.#listeners.add(listener)
  }

  /** Told of every outcome, before {@link onSettled}. */
  onOutcome(listener: OutcomeListener): void {
    this.#outcomeListeners.add(listener)
  }

  /** Resolves with the journey once it has settled, or as far as it came when the time is over. */
  settled(correlationId: string, timeoutMs: number): Promise<Journey> {
    const journey = this.of(correlationId)
    if (journey.settled) return Promise.resolve(journey)
    return new Promise((resolve) => {
      const finish = (result: Journey) => {
        clearTimeout(timer)
        this.#waiters.delete(correlationId)
        resolve(result)
      }
      const timer = setTimeout(() => finish(journey), timeoutMs)
      this.#waiters.set(correlationId, { resolve: finish, timer })
    })
  }

  #forgetOldest(): void {
    const oldest = this.#journeys.keys().next().value
    if (oldest !== undefined && !this.#waiters.has(oldest)) this.#journeys.delete(oldest)
  }
}

/** @param isLate All that was known of had reached its consumers before this came. */
type OutcomeListener = (journey: Journey, outcome: ConsumerOutcome, isLate: boolean) => void

const isOlder = (id: string, time: number): boolean => timeOfId(id) > 0 && timeOfId(id) < time

/** A server may run for days: only the newest are kept. */
const MAX_JOURNEYS = 2_000
