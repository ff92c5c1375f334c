import type { EventEnvelope } from '../../events/envelope.ts'
import type { StoredAggregate } from '../../lambdas/runtime/aggregate/aggregate.ts'
import type { EventStore } from '../../lambdas/runtime/event-store/event-store.ts'
import { type Difference, differences } from '../dead-letters/edit/diff.ts'
import { UsageError } from '../terminal/usage-error.ts'

/** One event of an aggregate, and what it has changed. */
export interface Change {
  readonly event: EventEnvelope
  /** Places of the state that differ from before. */
  readonly differences: readonly Difference[]
  /** Why the state cannot be told from here on. */
  readonly problem?: string
}

export interface History {
  readonly type: string
  readonly id: string
  readonly changes: readonly Change[]
  /** After the last of them; absent where its fold has failed. */
  readonly state?: unknown
  /** There are later events, which `asOf` or the limit leaves out. */
  readonly isCut: boolean
}

export interface HistoryQuery {
  readonly type: string
  readonly id: string
  /** Up to this moment, epoch milliseconds, inclusive; undefined: all. */
  readonly asOf: number | undefined
  /** Events at most. */
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

/** As JSON shows it: states hold what JSON has not, such as maps and big integers. */
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
