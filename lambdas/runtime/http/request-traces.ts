import { CALLERS_TRACE_VARIABLE, type CallersTrace, TRACE_RATIO_VARIABLE } from '../declarations/tracing.ts'
import { type Clock, systemClock } from '../system/clock.ts'
import { systemRandomBytes } from '../system/ids.ts'
import { type Random, systemRandom } from '../system/random.ts'
import { type Variables, variable } from '../system/variable.ts'
import { createTraceIds, type TraceIds } from '../tracing/new-ids.ts'
import type { SpanExport } from '../tracing/span-export.ts'
import { traceIn } from '../tracing/trace-in.ts'
import { parseTraceparent, type SpanContext, traceparentOf } from '../tracing/traceparent.ts'
import { requestSpans } from './request-spans.ts'
import { keepTrace, traceOf } from './request-trace.ts'
import type { RequestTraces, TracedRequest } from './traced.ts'

export interface RequestTracesEnvironment {
  /** Share of the requests that are recorded, from 0 to 1. */
  readonly ratio: number
  readonly callersTrace: CallersTrace
  readonly clock: Clock
  readonly random: Random
  readonly ids: TraceIds
  /** Loads what sends spans; asked for with the first request that is recorded. */
  readonly loadExport: () => Promise<SpanExport>
}

/** Answered to the caller of a recorded request, who then knows which trace to look at: https://w3c.github.io/trace-context/#traceresponse-header */
const TRACE_RESPONSE = 'traceresponse'

interface Begun {
  readonly context: SpanContext
  readonly parent?: SpanContext | undefined
  readonly links?: readonly SpanContext[]
  readonly startMs: number
}

/** Decides at the entrance of the pipeline which traces are recorded; everything that follows goes by what stands in its message. */
export function createRequestTraces(environment: RequestTracesEnvironment): RequestTraces {
  const { ratio, callersTrace, clock, random, ids } = environment
  const begun = new WeakMap<object, Begun>()
  let exportSpans: Promise<SpanExport> | undefined

  function placeOf(header: string | undefined): Omit<Begun, 'startMs'> | undefined {
    const caller = parseTraceparent(header)
    if (caller && callersTrace === 'join') {
      if (!caller.isSampled) return undefined
      return { context: { traceId: caller.context.traceId, spanId: ids.span() }, parent: caller.context }
    }
    if (random() >= ratio) return undefined
    const context = { traceId: ids.trace(), spanId: ids.span() }
    return { context, ...(caller && { links: [caller.context] }) }
  }

  return {
    begin({ event }) {
      const place = placeOf(event.headers.traceparent)
      if (!place) return
      begun.set(event, { ...place, startMs: clock.now() })
      keepTrace(event, traceIn(place.context))
    },
    async end({ event, response, error, context }: TracedRequest) {
      const place = begun.get(event)
      if (!place) return
      if (response) response.headers = { ...response.headers, [TRACE_RESPONSE]: traceparentOf(place.context) }
      const answered = { status: response?.statusCode ?? 500, error, requestId: context.awsRequestId }
      const spans = requestSpans(event, { ...place, endMs: clock.now() }, answered, traceOf(event)?.stored)
      exportSpans ??= environment.loadExport()
      await (await exportSpans)(spans, context.getRemainingTimeInMillis())
    },
  }
}

/** Made for a Lambda function, from its variables. @throws {Error} where one is missing. */
export const systemRequestTraces = (variables: Variables): RequestTraces =>
  createRequestTraces({
    ratio: Number(variable(TRACE_RATIO_VARIABLE, variables)),
    callersTrace: variable(CALLERS_TRACE_VARIABLE, variables) === 'join' ? 'join' : 'link',
    clock: systemClock,
    random: systemRandom,
    ids: createTraceIds(systemRandomBytes),
    loadExport: async () => (await import('../tracing/system-export.ts')).systemSpanExport(variables),
  })
