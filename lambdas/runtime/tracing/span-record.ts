import type { SpanContext } from './traceparent.ts'

export type AttributeValue = string | number | boolean | undefined

/** What is known of a span when it is over: spans are written after the fact, as log lines are, so that nothing waits for them. */
export interface SpanRecord {
  readonly context: SpanContext
  /** Absent: it is the first of its trace. */
  readonly parent?: SpanContext | undefined
  /** Spans of other traces that it has to do with. */
  readonly links?: readonly SpanContext[]
  readonly name: string
  /** https://opentelemetry.io/docs/specs/otel/trace/api/#spankind */
  readonly kind: 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER'
  /** Epoch milliseconds. */
  readonly startMs: number
  /** Epoch milliseconds. */
  readonly endMs: number
  /** Attributes without a value are left out. */
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** Why it failed. */
  readonly error?: { readonly type: string; readonly message: string; readonly stack?: string | undefined } | undefined
}
