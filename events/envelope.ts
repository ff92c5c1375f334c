import * as z from 'zod/mini'
import { isExistingTime, timeForm } from './time.ts'

/** `evt_` and a UUIDv7: unique for ever, and sorts by the time of creation. */
export const eventId = z
  .string()
  .check(z.regex(/^evt_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/))

const identifier = z.string().check(z.minLength(1), z.maxLength(128), z.regex(/^[A-Za-z0-9_.:-]+$/))

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it; a time that exists. */
export const timestamp = z.string().check(
  z.regex(timeForm, {
    error: 'must be a time in UTC, e.g. 2026-04-28T10:30:00.000Z',
    abort: true,
  }),
  z.refine(isExistingTime, 'must be a time that exists'),
)

export const eventMetadata = z.object({
  /** The service that stated the fact, e.g. `order-service`. */
  source: identifier,
  /** Shared by everything that one request or trigger set in motion. */
  correlation_id: identifier,
  /** The event, command or request that directly led to this event. */
  causation_id: identifier,
  user_id: z.optional(z.string().check(z.maxLength(256))),
  ip_address: z.optional(z.string().check(z.maxLength(64))),
  user_agent: z.optional(z.string().check(z.maxLength(512))),
  /** Consumer of commands whose queue awaits the outcome, if anyone waits; carried on from cause to effect. */
  reply_to: z.optional(identifier),
  /** Set only on events delivered by a replay; a handler may leave out external effects then. */
  replay_id: z.optional(identifier),
  /** Set only by a replay that shall take effect again: part of the idempotency key, so that old markers do not count. */
  replay_scope: z.optional(identifier),
  /**
   * W3C Trace Context of the span in which the event was created; set only where that trace is recorded. A text that is none means
   * nothing: no event is refused for it.
   */
  traceparent: z.optional(z.string().check(z.maxLength(128))),
})

/** In an event whose data is too large for bus, topic and queues: the data stands in a bucket. */
export const dataReference = z.object({
  /** SHA-256 of the data as JSON text, in hexadecimal digits. */
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  bytes: z.int().check(z.positive()),
})

export type DataReference = z.infer<typeof dataReference>

/** The fields of every event, whatever its type. `data` is validated by the event's own definition. */
export const envelope = z.object({
  event_id: eventId,
  /** `entity.action` in the past tense. */
  event_type: z.string().check(z.regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/)),
  /** Version of the schema of `data`, from 1. */
  version: z.int().check(z.positive()),
  timestamp,
  aggregate_type: z.string().check(z.regex(/^[a-z][a-z0-9_]*$/)),
  aggregate_id: identifier,
  /** Position in the stream of the aggregate, from 1 and without gaps. */
  sequence: z.int().check(z.positive()),
  data: z.record(z.string(), z.unknown()),
  /** Set where `data` is empty because it stands elsewhere; only of events that declare `claimCheck`. No handler ever sees it. */
  data_ref: z.optional(dataReference),
  metadata: eventMetadata,
})

export type EventMetadata = z.infer<typeof eventMetadata>

/** An immutable, self-contained fact. A consumer never needs to call its producer back. */
export interface EventEnvelope<Type extends string = string, Data = Record<string, unknown>> {
  readonly event_id: string
  readonly event_type: Type
  readonly version: number
  readonly timestamp: string
  readonly aggregate_type: string
  readonly aggregate_id: string
  readonly sequence: number
  readonly data: Data
  readonly data_ref?: DataReference | undefined
  readonly metadata: EventMetadata
}
