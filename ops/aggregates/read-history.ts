import type { EventEnvelope } from '../../events/envelope.ts'
import type { StoredAggregate } from '../../lambdas/runtime/aggregate/aggregate.ts'
import type { EventStore } from '../../lambdas/runtime/event-store/event-store.ts'
import { UsageError } from '../cli/usage-error.ts'
import { type Difference, differences } from '../dead-letters/edit/diff.ts'

/** One event of an aggregate, and what it has changed. */
export interface Change {
  readonly event: EventEnvelope
  /** Paths in the state whose values this event has changed. */
  readonly differences: readonly Difference[]
  /** Why the state is unknown from this event on: the error that folding it threw. */
  readonly problem?: string
}

export interface History {
  readonly type: string
  readonly id: string
  readonly changes: readonly Change[]
  /** State after the last event; absent if folding an event has failed. */
  readonly state?: unknown
  /** Whether there are later events that `asOf` or the limit leaves out. */
  readonly isCut: boolean
}

export interface HistoryQuery {
  readonly type: string
  readonly id: string
  /** Up to this moment, epoch milliseconds, inclusive; undefined: all. */
  readonly asOf: number | undefined
  /** The most events to read. */
  readonly most: number
}

/**
 * The events of an aggregate in their order, each with what it makes of the state before.
 * @throws {UsageError} for a type of which no aggregate is declared.
 */
export async function readHistory(
  eventStore: Pick<EventStore, 'read'>,
  aggregates: readonly StoredAggregate[],
  { type, id, asOf, most }: HistoryQuery,
): Promise<History> {
  const aggregate = aggregates.find((one) => one.type === type)
  if (!aggregate) {
    const types = aggregates.map((one) => one.type)
    throw new UsageError(`There is no aggregate of the type "${type}"; there are: ${types.join(', ')}.`)
  }
  const changes: Change[] = []
  let state: { readonly value: unknown } | undefined = { value: aggregate.initial }
  let isCut = false
  for await (const event of eventStore.read(aggregate, id)) {
    isCut = changes.length === most || (asOf !== undefined && Date.parse(event.timestamp) > asOf)
    if (isCut) break
    if (!state) {
      changes.push({ event, differences: [] })
      continue
    }
    try {
      const next: unknown = aggregate.evolve(state.value, event)
      changes.push({ event, differences: differences(plain(state.value), plain(next)) })
      state = { value: next }
    } catch (error) {
      state = undefined
      changes.push({ event, differences: [], problem: error instanceof Error ? error.message : String(error) })
    }
  }
  return { type, id, changes, ...(state && { state: plain(state.value) }), isCut }
}

/** Turns a state into JSON: states may contain values that JSON does not have, such as maps and big integers. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (_, one: unknown) =>
      typeof one === 'bigint'
        ? String(one)
        : one instanceof Map
          ? Object.fromEntries(one)
          : one instanceof Set
            ? [...one]
            : one,
    ),
  )
