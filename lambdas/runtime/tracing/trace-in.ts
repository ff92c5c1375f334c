import type { TraceOf } from '../effects/effects.ts'
import { type SpanContext, traceparentOf } from './traceparent.ts'

/** The `traceparent` of a span, and of the messages that are created in it. */
export const traceIn = (creator: SpanContext): { readonly traceparent: string; readonly traceOf: TraceOf } => ({
  traceparent: traceparentOf(creator),
  traceOf: (messageId) => ({ traceparent: traceparentOf(createdIn(creator, messageId)) }),
})

/**
 * Each message has a span of its own below that of its creator, so that what follows from it can be told from what follows from its
 * neighbours. The id of that span is the end of the message's own id (a UUIDv7, of whose last 64 bits 42 are random), so that nobody
 * has to remember it until it is written. A message whose id holds no UUID is created in the span of its creator.
 */
function createdIn(creator: SpanContext, messageId: string): SpanContext {
  const [, high, low] = /-([0-9a-f]{4})-([0-9a-f]{12})$/.exec(messageId) ?? []
  return high === undefined || low === undefined ? creator : { ...creator, spanId: high + low }
}
