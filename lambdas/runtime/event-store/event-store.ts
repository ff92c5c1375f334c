import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Aggregate, StreamKind } from '../aggregate/aggregate.ts'

export interface Loaded<State> {
  readonly state: State
  /** Sequence of the last event in `state`; 0 if there is none. */
  readonly sequence: number
  /** Time of the latest event in `state`, ISO 8601; absent if there is none. */
  readonly latest?: string
}

export interface LoadOptions {
  /** The state as it was at that time, ISO 8601: every event up to and including it. */
  readonly until?: string
  /** Aborts the look for a snapshot. */
  readonly signal?: AbortSignal
}

export interface ReadOptions {
  /** Only events above this sequence (below it, when `backward`). */
  readonly after?: number
  /** Default `forward`. */
  readonly direction?: 'forward' | 'backward'
  /** Events to read at most; all if absent. */
  readonly limit?: number
}

export interface TimeRange {
  /** ISO 8601, inclusive. */
  readonly from: string
  /** ISO 8601, exclusive. The index is eventually consistent: what is younger than a second may be missing. */
  readonly to: string
  /** Continue after this event: the last `event_id` seen. */
  readonly after?: string
  /** Only these event types; all if absent. */
  readonly types?: readonly string[]
}

export interface SegmentRead {
  /** From 0. */
  readonly segment: number
  readonly segments: number
  /** Cursor that came with the page before. Default: the first page is read. */
  readonly cursor?: string
  readonly types?: readonly string[]
  /** Strongly consistent, at twice the price: whatever was stored before the read began is in it. Default false. */
  readonly consistent?: boolean
}

export interface SegmentPage {
  readonly events: readonly EventEnvelope[]
  /** Absent at the end of the segment. */
  readonly cursor?: string
}

/** Reads streams. Appending is staged in {@link Effects} and committed with everything else of the same unit of work. */
export interface EventStore {
  /**
   * Folds a stream into a state, strongly consistent, in two reads however long its history is: the snapshot, and what
   * follows it. One read where the aggregate has no snapshots. When a new snapshot is due it is written in the
   * background; nobody waits for it, nothing fails with it.
   */
  load<State, Command>(aggregate: Aggregate<State, Command>, id: string, options?: LoadOptions): Promise<Loaded<State>>
  /**
   * The first event of a stream, upcast, strongly consistent. Unlike a load it shares its request with other reads of
   * single items.
   */
  first(kind: StreamKind, id: string, signal?: AbortSignal): Promise<EventEnvelope | undefined>
  /** The stored events of one stream, upcast to the newest version. */
  read(kind: StreamKind, id: string, options?: ReadOptions): AsyncIterable<EventEnvelope>
  /** All events of a time range in the order of their ids (time of creation), as they were stored. */
  readByTime(range: TimeRange): AsyncIterable<EventEnvelope>
  /** One page of one of N disjoint parts of all events: the fastest way through everything; in order within a stream only. */
  readSegment(read: SegmentRead): Promise<SegmentPage>
  /** Resolves when no snapshot write is under way any more. For tests and benchmarks. */
  settled(): Promise<void>
}

/** The reads that handlers of messages have: of single streams. Ranges of time and whole tables are for operators' tools. */
export type StreamReader = Pick<EventStore, 'load' | 'first' | 'read'>
