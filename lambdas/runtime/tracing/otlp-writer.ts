import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { AlwaysOnSampler, type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace'
import type { AttributeValue, SpanRecord } from './span-record.ts'
import type { SpanContext } from './traceparent.ts'

const SCOPE = 'event-pipeline'

/** A stack that is longer says nothing more; CloudWatch refuses a span of more than 200 KB. */
const LONGEST_TEXT = 8000

/**
 * Spans as the body of a request of OTLP, in its JSON encoding. Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 * @param resource what is said of the function, once for all of them.
 */
export function otlpWriter(
  resource: Readonly<Record<string, AttributeValue>>,
): (records: readonly SpanRecord[]) => Uint8Array {
  const ended: ReadableSpan[] = []
  let next: SpanContext | undefined
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes(resource)),
    // Whether a trace is recorded was decided where it began.
    sampler: new AlwaysOnSampler(),
    spanLimits: { attributeValueLengthLimit: LONGEST_TEXT },
    // Ids were given away while the work was under way.
    idGenerator: { generateTraceId: () => next?.traceId ?? '', generateSpanId: () => next?.spanId ?? '' },
    spanProcessors: [
      {
        onStart() {},
        onEnd: (span) => void ended.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  })
  const tracer = provider.getTracer(SCOPE)
  return (records) => {
    for (const { context, parent, links = [], name, kind, startMs, endMs, attributes, error } of records) {
      next = context
      const span = tracer.startSpan(
        name,
        {
          kind: SpanKind[kind],
          startTime: new Date(startMs),
          attributes,
          links: links.map((link) => ({ context: remote(link) })),
        },
        parent ? trace.setSpanContext(ROOT_CONTEXT, remote(parent)) : ROOT_CONTEXT,
      )
      if (error) {
        const { type, message, stack } = error
        span.recordException({ name: type, message, ...(stack !== undefined && { stack }) }, new Date(endMs))
        span.setStatus({ code: SpanStatusCode.ERROR, message })
      }
      span.end(new Date(endMs))
    }
    return JsonTraceSerializer.serializeRequest(ended.splice(0)) ?? new Uint8Array()
  }
}

const remote = (context: SpanContext) => ({ ...context, traceFlags: TraceFlags.SAMPLED, isRemote: true })
