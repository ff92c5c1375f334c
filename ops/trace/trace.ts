import type { DeliveryOutcome } from '../tail/outcome.ts'

/** Everything that one request or trigger caused, as far as it is recorded. */
export interface Trace {
  readonly correlation_id: string
  /** ISO 8601: the earliest that is on record. Offsets are from then. */
  readonly began_at: string
  readonly requests: readonly TracedRequest[]
  /** Events and commands without a cause in this trace. Those that followed from them are below their deliveries. */
  readonly steps: readonly TracedStep[]
  /** Notes for the reader about gaps in the trace, e.g. that logs have expired. */
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
  /** The event, command or request that caused it, where known. */
  readonly caused_by: string | null
  readonly deliveries: readonly TracedDelivery[]
  /** Messages that it caused, but for which no recorded delivery is known. */
  readonly led_to: readonly TracedStep[]
}

/** The handling of the message by one consumer. */
export interface TracedDelivery {
  readonly consumer: string
  /**
   * - `done`: its effect has happened. - `dead`: given up. - `dropped`: lost, as an at-most-once consumer may.
   * - `claimed`: an instance works on it, or crashed while it did. - `failing`, `waiting`: it will be tried again.
   * - `unknown`: nothing shows that it has arrived; it may be in transit.
   */
  readonly state: 'done' | 'dead' | 'dropped' | 'claimed' | 'failing' | 'waiting' | 'unknown'
  readonly attempts: readonly Attempt[]
  /** State of the dedup marker; null for a consumer that writes none. */
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

/** The receivers of an event or a command, and which of them write dedup markers. */
export interface Addressees {
  of(type: string): readonly string[]
  leavesMarkers(consumer: string): boolean
}
