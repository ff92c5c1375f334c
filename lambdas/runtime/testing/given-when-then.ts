import { deepStrictEqual, fail } from 'node:assert/strict'
import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Aggregate } from '../aggregate/aggregate.ts'
import { type DomainError, isDomainError } from '../aggregate/domain-error.ts'
import type { EventDraft } from '../aggregate/event-draft.ts'

export interface Expectation {
  /** These events, in this order, and no others. */
  then(...events: readonly EventDraft[]): void
  /** Nothing: the command changed nothing. */
  thenNothing(): void
  /** Refused with this code and, where given, these details among others. */
  thenRefused(code: string, details?: Readonly<Record<string, unknown>>): void
}

export interface Given<State, Command> {
  /** @param now ISO 8601. Default: a minute after the last given event. */
  when(command: Command, now?: string): Expectation
  readonly state: State
}

const START = Date.parse('2026-01-01T00:00:00.000Z')
const MINUTE_MS = 60_000

/**
 * Reads as a specification of an aggregate: `given(order, created).when({ type: 'confirm' }).then(confirmed)`.
 * Given events are a minute apart, from the start of 2026; all data is validated against its schema. Needs no test runner.
 */
export function given<State, Command>(
  aggregate: Aggregate<State, Command>,
  ...history: readonly EventDraft[]
): Given<State, Command> {
  const state = history.map(toEnvelope).reduce((before, event) => aggregate.evolve(before, event), aggregate.initial)
  const afterHistory = START + history.length * MINUTE_MS
  return {
    state,
    when: (command, now) => {
      const decide = () => aggregate.decide(command, state, { now: now ? Date.parse(now) : afterHistory })
      return {
        // biome-ignore lint/suspicious/noThenProperty: the third word of given-when-then; nobody awaits an outcome
        then: (...events) => deepStrictEqual(decide().map(plain), events.map(plain)),
        thenNothing: () => deepStrictEqual(decide().map(plain), []),
        thenRefused: (code, details = {}) => {
          const refusal = refusalOf(decide)
          deepStrictEqual(refusal.code, code)
          const told = Object.fromEntries(Object.keys(details).map((key) => [key, refusal.details[key]]))
          deepStrictEqual(told, details)
        },
      }
    },
  }
}

const plain = ({ definition, data }: EventDraft) => ({
  type: definition.type,
  data: definition.parse(data, definition.version),
})

const toEnvelope = ({ definition, data }: EventDraft, index: number): EventEnvelope => ({
  event_id: `evt_00000000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`,
  event_type: definition.type,
  version: definition.version,
  timestamp: new Date(START + index * MINUTE_MS).toISOString(),
  aggregate_type: definition.aggregate,
  aggregate_id: 'given',
  sequence: index + 1,
  data: definition.parse(data, definition.version) as Record<string, unknown>,
  metadata: { source: definition.producer, correlation_id: 'given', causation_id: 'given' },
})

function refusalOf(decide: () => readonly EventDraft[]): DomainError {
  try {
    return fail(`It was not refused, but decided: ${JSON.stringify(decide().map(plain))}`)
  } catch (error) {
    if (isDomainError(error)) return error
    throw error
  }
}
