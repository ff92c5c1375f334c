import { createTraceIds, type TraceIds } from '../../lambdas/runtime/tracing/new-ids.ts'
import type { SpanExport } from '../../lambdas/runtime/tracing/span-export.ts'
import type { SpanRecord } from '../../lambdas/runtime/tracing/span-record.ts'

/** Ids that tell in which order they were made: `01…`, `02…`. */
export function countedTraceIds(): TraceIds {
  let count = 0
  return createTraceIds((bytes) => {
    count++
    return new Uint8Array(bytes).fill(count)
  })
}

/** Keeps what is exported. */
export function spanSink(): { readonly spans: SpanRecord[]; readonly exportSpans: SpanExport } {
  const spans: SpanRecord[] = []
  return {
    spans,
    exportSpans: async (records) => {
      spans.push(...records)
    },
  }
}

export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
export const CREATION = { traceId: TRACE, spanId: '00f067aa0ba902b7' }
export const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`
