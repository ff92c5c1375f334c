import { type ConsumerOutcome, isFinal } from './outcome.ts'

/** Which consumers an event type goes to, or the one that a command is addressed to. */
export type SubscribersOf = (type: string) => readonly string[]

export interface Step {
  readonly id: string
  readonly type: string
  readonly outcomes: readonly ConsumerOutcome[]
}

/**
 * All that one request set in motion: every event and command with its correlation id, and what each consumer did.
 * It is settled once every message that is known of has reached every consumer it goes to. Nothing can be missed in
 * between: a consumer's outcome names what it appended, in the same line.
 */
export class Journey {
  readonly correlationId: string
  readonly #subscribersOf: SubscribersOf
  readonly #steps = new Map<string, { type: string; expected: Set<string>; outcomes: ConsumerOutcome[] }>()

  constructor(correlationId: string, subscribersOf: SubscribersOf) {
    this.correlationId = correlationId
    this.#subscribersOf = subscribersOf
  }

  /**
   * @param isLate All that was known of had been done before. A message of which nobody has heard until then was sent to one consumer
   * by hand (a letter that was edited, a replay), so no other consumer is awaited.
   */
  add(outcome: ConsumerOutcome, isLate = false): void {
    const step = this.#stepOf(outcome.event_id, outcome.event_type, isLate ? () => [] : this.#subscribersOf)
    step.outcomes.push(outcome)
    if (isFinal(outcome)) step.expected.delete(outcome.consumer)
    for (const { id, type } of [...outcome.appended, ...outcome.commands]) this.#stepOf(id, type)
  }

  /** Nothing has been heard of it yet. */
  get isEmpty(): boolean {
    return this.#steps.size === 0
  }

  get settled(): boolean {
    return !this.isEmpty && [...this.#steps.values()].every(({ expected }) => expected.size === 0)
  }

  /** The outcome of the earliest event of this type; of several, the one that was heard first. */
  firstOf(type: string): ConsumerOutcome | undefined {
    let first: { readonly at: number; readonly outcome: ConsumerOutcome } | undefined
    for (const [id, step] of this.#steps) {
      const [outcome] = step.outcomes
      if (step.type !== type || !outcome) continue
      const at = timeOfId(id)
      if (!first || at < first.at) first = { at, outcome }
    }
    return first?.outcome
  }

  /** `event type → consumer` of every delivery that is still awaited. */
  get missing(): readonly string[] {
    return [...this.#steps.values()].flatMap((step) =>
      [...step.expected].map((consumer) => `${step.type} → ${consumer}`),
    )
  }

  /** In the order in which they were stated: ids sort by time. */
  get steps(): readonly Step[] {
    return [...this.#steps]
      .map(([id, step]) => ({ id, type: step.type, outcomes: step.outcomes }))
      .sort((one, other) => timeOfId(one.id) - timeOfId(other.id))
  }

  get outcomes(): readonly ConsumerOutcome[] {
    return this.steps.flatMap((step) => step.outcomes)
  }

  #stepOf(id: string, type: string, subscribersOf = this.#subscribersOf) {
    const known = this.#steps.get(id)
    if (known) return known
    const step = { type, expected: new Set(subscribersOf(type)), outcomes: [] }
    this.#steps.set(id, step)
    return step
  }
}

/** Epoch milliseconds in a UUIDv7 behind a prefix; 0 for an id that carries no time. */
export function timeOfId(id: string): number {
  const hex = id.slice(id.indexOf('_') + 1).replaceAll('-', '')
  return /^[0-9a-f]{12}7/.test(hex) ? Number.parseInt(hex.slice(0, 12), 16) : 0
}
