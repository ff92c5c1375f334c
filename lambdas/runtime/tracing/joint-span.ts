import type { TraceIds } from './new-ids.ts'
import type { SpanRecord } from './span-record.ts'

/**
 * One piece of work, such as a batch, may belong to several traces. It then gets a span in a trace of its own that links to each of
 * them, and each links to it. With a single trace there is no such span.
 */
export function withJointSpan(
  spans: readonly SpanRecord[],
  joint: Omit<SpanRecord, 'context' | 'parent' | 'links'>,
  ids: TraceIds,
): SpanRecord[] {
  const traces = new Set(spans.map(({ context }) => context.traceId))
  if (traces.size < 2) return [...spans]
  const context = { traceId: ids.trace(), spanId: ids.span() }
  return [
    { ...joint, context, links: spans.map((span) => span.context) },
    ...spans.map((span) => ({ ...span, links: [...(span.links ?? []), context] })),
  ]
}
