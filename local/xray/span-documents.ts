import type { OtlpRequest } from './otlp-request.ts'

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']
const STATUS_CODES = ['UNSET', 'OK', 'ERROR']

/** A span as it stands in the log group `aws/spans`, and what the endpoint looks at before it is taken. */
export interface SpanDocument {
  readonly document: string
  /** Nanoseconds since 1970. */
  readonly start: bigint
  /** Nanoseconds since 1970. */
  readonly end: bigint
}

/** JSON has no numbers as large as these: they are written as they are. */
const exactly = (digits: bigint | string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(digits))

/**
 * One document for each span.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Transaction-Search-ingesting-span-log-groups.html
 */
export const spanDocuments = ({ resourceSpans }: OtlpRequest): SpanDocument[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => {
        const [start, end] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)]
        const document = JSON.stringify({
          resource,
          scope,
          traceId: span.traceId.toLowerCase(),
          spanId: span.spanId.toLowerCase(),
          ...(span.parentSpanId && { parentSpanId: span.parentSpanId.toLowerCase() }),
          flags: span.flags ?? 0,
          name: span.name,
          kind: KINDS[span.kind],
          startTimeUnixNano: exactly(start),
          endTimeUnixNano: exactly(end),
          durationNano: exactly(end - start),
          attributes: span.attributes,
          events: span.events.map(({ timeUnixNano, ...event }) => ({
            timeUnixNano: exactly(BigInt(timeUnixNano)),
            ...event,
          })),
          links: span.links,
          status: { ...span.status, code: STATUS_CODES[span.status.code] ?? 'UNSET' },
        })
        return { document, start, end }
      }),
    ),
  )
