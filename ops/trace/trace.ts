import type { DeliveryOutcome } from '../tail/outcome.ts'

/** Everything that one request or trigger set in motion, as far as it is on record. */
export interface Trace {
  readonly correlation_id: string
  readonly requests: readonly TracedRequest[]
  /** Events and commands that nothing else in this trace led to; what they led to stands below their deliveries. */
  readonly steps: readonly TracedStep[]
  /** What a reader has to know of this picture, e.g. that logs are gone. */
  readonly notes: readonly string[]
}

/** A request to the HTTP API. */
export interface TracedRequest {
  /** ISO 8601: when it was answered. */
  readonly at: string
  readonly route: string
  readonly path: string
  readonly status: number
  readonly duration_ms: number
  /** Why it failed, for a 5xx. */
  readonly error: string | null
}

/** An event or a command. */
export interface TracedStep {
  readonly id: string
  readonly type: string
  readonly kind: 'event' | 'command'
  /** `order/ord_1 2`, stream and sequence; null for a command, and for an event that is not in the event table. */
  readonly stored_as: string | null
  /** Milliseconds from the beginning of the trace. */
  readonly offset_ms: number
  /** The event, command or request that led to it, where it is known. */
  readonly caused_by: string | null
  readonly deliveries: readonly Delivery[]
  /** What it led to by no delivery that is on record. */
  readonly led_to: readonly TracedStep[]
}

/** What one consumer did with it. */
export interface Delivery {
  readonly consumer: string
  /**
   * - `done`: its effect has happened. - `dead`: given up. - `dropped`: lost, as an at-most-once consumer may.
   * - `claimed`: somebody works on it, or died doing so. - `failing`, `waiting`: it will be tried again.
   * - `unknown`: nothing tells that it has arrived: it may be on its way.
   */
  readonly state: 'done' | 'dead' | 'dropped' | 'claimed' | 'failing' | 'waiting' | 'unknown'
  readonly attempts: readonly Attempt[]
  /** What the dedup marker says; null where the consumer leaves none. */
  readonly marker: 'completed' | 'claimed' | 'none' | null
  readonly dead_letter: DeadLetterNote | null
  readonly led_to: readonly TracedStep[]
}

export interface Attempt {
  /** Milliseconds from the beginning of the trace until it was over. */
  readonly offset_ms: number
  readonly duration_ms: number
  readonly outcome: string
  readonly attempt: number
  /** Seconds until it is tried again. */
  readonly delay_seconds: number | null
  readonly error: string | null
}

export interface DeadLetterNote {
  readonly error_type: string
  readonly error: string
  /** The function of our own source that it comes from; null where no stack tells. */
  readonly thrown_in: string | null
  readonly attempts: number
  /** ISO 8601 */
  readonly last_failed_at: string
  readonly status: string
}

/** What a trace is made of. */
export interface TraceSources {
  readonly correlationId: string
  readonly requests: readonly TracedRequest[]
  readonly outcomes: readonly DeliveryOutcome[]
  readonly events: readonly {
    readonly event_id: string
    readonly event_type: string
    readonly aggregate_type: string
    readonly aggregate_id: string
    readonly sequence: number
    readonly metadata: { readonly causation_id: string }
  }[]
  /** By {@link deliveryKey}. */
  readonly marks: ReadonlyMap<string, 'completed' | 'claimed'>
  readonly deadLetters: ReadonlyMap<string, DeadLetterNote>
  readonly notes: readonly string[]
}

export const deliveryKey = (consumer: string, id: string): string => `${consumer}#${id}`

/** Who gets an event or a command, and which of them leave markers. */
export interface Addressees {
  of(type: string): readonly string[]
  leavesMarkers(consumer: string): boolean
}
