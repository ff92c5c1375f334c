import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { readSpans } from '../spans/read-spans.ts'
import type { Span } from '../spans/span.ts'
import type { Stack } from '../stack/stack.ts'
import type { Trace } from './trace.ts'

export interface TraceWithSpans extends Trace {
  readonly spans: readonly Span[]
}

/** Requests and events are on record to the millisecond, by clocks that differ. */
const BEFORE_MS = 60_000

/** Traces, each with the spans that were recorded of it; without any where no trace was. */
export async function withSpans(
  { clientSettings }: Pick<Stack, 'clientSettings'>,
  traces: readonly Trace[],
): Promise<TraceWithSpans[]> {
  const logs = new CloudWatchLogsClient(clientSettings)
  try {
    const found: TraceWithSpans[] = []
    // One after another: an account may read logs a few times a second.
    for (const trace of traces) {
      const query = { correlationId: trace.correlation_id, from: Date.parse(trace.began_at) - BEFORE_MS }
      found.push({ ...trace, spans: await readSpans(logs, query) })
    }
    return found
  } finally {
    logs.destroy()
  }
}
