/** A span as CloudWatch keeps it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Transaction-Search.html */
export interface Span {
  readonly trace_id: string
  readonly span_id: string
  /** Null for the first of a trace. */
  readonly parent_span_id: string | null
  readonly name: string
  /** INTERNAL, SERVER, CLIENT, PRODUCER or CONSUMER. */
  readonly kind: string
  /** Name of the function that wrote it, e.g. `payment`. */
  readonly service: string
  /** ISO 8601. */
  readonly at: string
  /** Epoch milliseconds, exact to a fraction of one. */
  readonly start_ms: number
  readonly duration_ms: number
  readonly attributes: Readonly<Record<string, unknown>>
  /** Spans of other traces that it has to do with. */
  readonly links: readonly { readonly trace_id: string; readonly span_id: string }[]
  /** Why it failed; null where it has not. */
  readonly error: string | null
}

/** OpenTelemetry's word for the correlation id: https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
const CORRELATION_ID = 'messaging.message.conversation_id'

export const correlationOf = ({ attributes }: Span): unknown => attributes[CORRELATION_ID]

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const objectOf = (value: unknown): Json => (isObject(value) ? value : {})
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** @returns nothing for a log event that is no span. */
export function readSpan(document: string): Span | undefined {
  const value = parsed(document)
  const { traceId, spanId, name } = value
  if (typeof traceId !== 'string' || typeof spanId !== 'string' || typeof name !== 'string') return undefined
  const status = objectOf(value.status)
  const start = Number(value.startTimeUnixNano ?? 0) / 1e6
  const links = Array.isArray(value.links) ? value.links.map(objectOf) : []
  return {
    trace_id: traceId,
    span_id: spanId,
    parent_span_id: textOf(value.parentSpanId) || null,
    name,
    kind: textOf(value.kind),
    service: textOf(objectOf(objectOf(value.resource).attributes)['service.name']),
    at: new Date(start).toISOString(),
    start_ms: start,
    duration_ms: Number(value.durationNano ?? 0) / 1e6,
    attributes: objectOf(value.attributes),
    links: links.map((link) => ({ trace_id: textOf(link.traceId), span_id: textOf(link.spanId) })),
    error: status.code === 'ERROR' ? textOf(status.message) || 'failed' : null,
  }
}

function parsed(document: string): Json {
  try {
    return objectOf(JSON.parse(document))
  } catch {
    return {}
  }
}
