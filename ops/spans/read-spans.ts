import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { holding, readLogs } from '../logs/read-logs.ts'
import { correlationOf, readSpan, type Span } from './span.ts'

/** CloudWatch keeps the spans of all stages of an account there. */
const SPANS = { name: 'spans', logGroup: 'aws/spans' } as const

export interface SpanQuery {
  readonly correlationId: string
  /** Epoch milliseconds: when it began, or a little before. */
  readonly from: number
}

/** All spans of what one request set in motion, replays included, in the order of their start; none where no trace is recorded. */
export async function readSpans(logs: CloudWatchLogsClient, { correlationId, from }: SpanQuery): Promise<Span[]> {
  const lines = await readLogs(logs, [SPANS], { pattern: holding(correlationId), from })
  return lines
    .flatMap(({ text }) => readSpan(text) ?? [])
    .filter((span) => correlationOf(span) === correlationId)
    .toSorted((one, other) => one.start_ms - other.start_ms)
}
