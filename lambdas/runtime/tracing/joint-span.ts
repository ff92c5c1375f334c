import type { TraceIds } from './new-ids.ts'
import type { SpanRecord } from './span-record.ts'

/**
 * Several traces meet in one piece of work, such as a batch: it gets a span in a trace of its own that links to each of them, and
 * each links to it. One alone meets nobody.
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
