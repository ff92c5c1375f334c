import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Catalog } from '../model.ts'
import { consumersOf } from '../relations.ts'

/** Counts of the stored events of one type. */
export interface SeenType {
  readonly type: string
  readonly count: number
  /** Number of events by the version in which they were stored, e.g. `{ '1': 12, '2': 340 }`. */
  readonly versions: Readonly<Record<string, number>>
  /** Events per hour, over the period that was read. */
  readonly perHour: number
  /** ISO 8601. */
  readonly latest: string
  /** Consumers that subscribe to it by name. */
  readonly takenBy: readonly string[]
}

export interface Seen {
  /** ISO 8601. */
  readonly from: string
  readonly to: string
  readonly events: number
  /** True where there were more events than the limit; then `to` is the time of the last one that was counted. */
  readonly isCut: boolean
  /** Most frequent first. */
  readonly types: readonly SeenType[]
  /** Declared types without a stored event in the period. */
  readonly notStated: readonly string[]
  /** Types and versions that this checkout does not know, or no longer because they were retired, e.g. `order.archived`, `order.created version 3`. */
  readonly unknown: readonly string[]
  /** Stored types that no consumer subscribes to by name. */
  readonly notTaken: readonly string[]
  /** Consumers for which no event was stored in the period. */
  readonly withoutEvents: readonly string[]
}

export interface Period {
  /** ISO 8601. */
  readonly from: string
  readonly to: string
  /** Events to count, at most. */
  readonly most: number
}

/** Counts stored events in the order of their time, and compares them with what this checkout declares. */
export async function seenOf(
  catalog: Catalog,
  events: AsyncIterable<Pick<EventEnvelope, 'event_type' | 'version' | 'timestamp'>>,
  { from, to, most }: Period,
): Promise<Seen> {
  const counts = new Map<string, { count: number; versions: Record<string, number>; latest: string }>()
  let total = 0
  let isCut = false
  let until = to
  for await (const { event_type, version, timestamp } of events) {
    if (total >= most) {
      isCut = true
      break
    }
    total++
    if (total === most) until = timestamp
    const known = counts.get(event_type) ?? { count: 0, versions: {}, latest: timestamp }
    known.count++
    known.versions[version] = (known.versions[version] ?? 0) + 1
    if (timestamp > known.latest) known.latest = timestamp
    counts.set(event_type, known)
  }
  const end = isCut ? until : to
  const hours = Math.max((Date.parse(end) - Date.parse(from)) / 3_600_000, 1 / 3600)
  const types = [...counts]
    .map(([type, { count, versions, latest }]) => ({
      type,
      count,
      versions,
      perHour: count / hours,
      latest,
      takenBy: byName(catalog, type),
    }))
    .toSorted((one, other) => other.count - one.count || (one.type < other.type ? -1 : 1))
  return {
    from,
    to: end,
    events: total,
    isCut,
    types,
    notStated: catalog.events.map(({ type }) => type).filter((type) => !counts.has(type)),
    unknown: types.flatMap(({ type, versions }) => unknownOf(catalog, type, Object.keys(versions))),
    notTaken: types.filter(({ takenBy }) => takenBy.length === 0).map(({ type }) => type),
    withoutEvents: catalog.consumers
      .filter(({ accepts }) => accepts.length === 0)
      .filter(({ subscribesTo }) =>
        subscribesTo === '*' ? counts.size === 0 : !subscribesTo.some((type) => counts.has(type)),
      )
      .map(({ name }) => name),
  }
}

const byName = (catalog: Catalog, type: string): string[] =>
  consumersOf(catalog, type)
    .filter(({ subscribesTo }) => subscribesTo !== '*')
    .map(({ name }) => name)

function unknownOf(catalog: Catalog, type: string, versions: readonly string[]): string[] {
  const event = catalog.events.find((one) => one.type === type)
  if (!event) return [type]
  return versions
    .filter((version) => !event.versions.some((known) => String(known.version) === version))
    .map((version) => `${type} version ${version}`)
}
