import type { EventEnvelope } from '../../../events/envelope.ts'

/** Part of one stream, in the direction asked for. */
export interface StreamQuery {
  /** Only events above this sequence (below it, when `backward`). */
  readonly after?: number
  /** Default `forward`. */
  readonly direction?: 'forward' | 'backward'
  /** Events per page, at most; a page also ends at 1 MB. */
  readonly limit?: number
}

/** One day of one shard of the time index, in the order of event ids. */
export interface TimeQuery {
  readonly shard: number
  /** UTC, `YYYY-MM-DD`. */
  readonly day: string
  /** Only events whose id sorts above this. */
  readonly after: string
  /** Only events whose id sorts below this. */
  readonly before: string
  /** Only these event types; all if absent. */
  readonly types?: readonly string[]
  readonly limit?: number
}

/** One of `segments` disjoint parts of all events. Within one stream the order is kept; between streams there is none. */
export interface SegmentQuery {
  /** From 0. */
  readonly segment: number
  readonly segments: number
  readonly cursor?: string
  readonly types?: readonly string[]
  readonly limit?: number
  /** Strongly consistent, at twice the price: whatever was stored before the read began is in it. Default false. */
  readonly consistent?: boolean
}

export interface EventPage {
  readonly events: readonly EventEnvelope[]
  /** Whether there is more, after the last event of this page. A page with filtered types may be empty and still have more. */
  readonly more: boolean
  /** Id up to which a {@link TimeQuery} has looked, or where the next {@link SegmentQuery} page begins. */
  readonly cursor?: string
}

export interface Snapshot {
  /** `<aggregate_type>#<aggregate_id>` */
  readonly stream: string
  readonly stateVersion: number
  /** Sequence of the last event that the snapshot covers. */
  readonly sequence: number
  /** Time of the latest event in it, ISO 8601. */
  readonly latest: string
  readonly state: unknown
}

export interface SnapshotQuery {
  readonly stateVersion: number
  /** Inclusive; as `Date.toISOString` writes it. */
  readonly until: string
}

/** The database operations that the event store needs. The SDK is confined to the adapter; one contract suite tests every adapter. */
export interface EventStorage {
  /**
   * Stores all or none. The same events again, as after a lost answer, are stored already.
   * @throws {ConflictError} if one of the places is taken by another event.
   */
  append(events: readonly EventEnvelope[]): Promise<void>
  /** Strongly consistent. */
  readStream(stream: string, query: StreamQuery): Promise<EventPage>
  /** One event by its place; strongly consistent. */
  readEvent(stream: string, sequence: number, signal?: AbortSignal): Promise<EventEnvelope | undefined>
  /** Eventually consistent: an event may show up here about a second after it was stored. */
  readTime(query: TimeQuery): Promise<EventPage>
  readSegment(query: SegmentQuery): Promise<EventPage>
  /** The newest one, of whatever shape. */
  readSnapshot(stream: string, signal?: AbortSignal): Promise<Snapshot | undefined>
  /** The newest one of that shape that holds no event after that time. */
  readSnapshotAsOf(stream: string, query: SnapshotQuery): Promise<Snapshot | undefined>
  /** Becomes the newest one, unless that is newer; earlier ones stay, each under its time. */
  writeSnapshot(snapshot: Snapshot): Promise<void>
}
