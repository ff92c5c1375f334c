import { LONGEST_TRACE_MS } from '../declarations/tracing.ts'
import type { Message } from '../messages/message.ts'
import type { SettledDelivery } from '../messages/outcome.ts'
import { type Clock, systemClock } from '../system/clock.ts'
import { systemRandomBytes } from '../system/ids.ts'
import type { Variables } from '../system/variable.ts'
import { createTraceIds, type TraceIds } from '../tracing/new-ids.ts'
import type { SpanExport } from '../tracing/span-export.ts'
import { systemSpanExport } from '../tracing/system-export.ts'
import { traceIn } from '../tracing/trace-in.ts'
import { type SpanContext, sampledContext } from '../tracing/traceparent.ts'
import type { BatchReport, MessageTrace } from './consumer-telemetry.ts'
import { messageSpans, type TracedMessage } from './message-spans.ts'

export interface MessageTracesEnvironment {
  /** Name of the consumer. */
  readonly consumer: string
  /** Name of its queue. */
  readonly queue: string
  readonly clock: Clock
  readonly ids: TraceIds
  readonly export: SpanExport
}

/** The spans of a consumer's messages: their places are given away while they are handled, and they are written when all is over. */
export interface MessageTraces {
  /** The span under which the message's effects are created; undefined if its trace is not recorded. */
  traceOf(message: Message): MessageTrace | undefined
  /** Never throws. */
  write(report: BatchReport): Promise<void>
}

export function createMessageTraces({ consumer, queue, clock, ids, ...to }: MessageTracesEnvironment): MessageTraces {
  // A message that is completed with its large data is another object, of the same metadata.
  const places = new WeakMap<object, Place>()

  function placeOf(message: Message): Place | undefined {
    const known = places.get(message.envelope.metadata)
    const creation = known ? undefined : sampledContext(message.envelope.metadata.traceparent)
    if (!creation) return known
    const isLate = message.replayId !== undefined || clock.now() - Date.parse(message.timestamp) > LONGEST_TRACE_MS
    const traceId = isLate ? ids.trace() : creation.traceId
    const place = { context: { traceId, spanId: ids.span() }, creation, isLate }
    places.set(message.envelope.metadata, place)
    return place
  }

  const traced = (one: SettledDelivery): TracedMessage[] => {
    const place = one.message && placeOf(one.message)
    return one.message && place ? [{ ...one, message: one.message, ...place }] : []
  }

  return {
    traceOf(message) {
      const place = placeOf(message)
      return place && traceIn(place.context)
    },
    async write({ processed, finishedAt, remainingMs = Number.POSITIVE_INFINITY }) {
      const messages = processed.flatMap(traced)
      if (messages.length === 0) return
      const batch = { consumer, queue, messageCount: processed.length, finishedAt }
      await to.export(messageSpans(messages, batch, ids), remainingMs)
    },
  }
}

interface Place {
  readonly context: SpanContext
  /** Where the message was created. */
  readonly creation: SpanContext
  /** It begins a trace of its own, which names the one that it was created in. */
  readonly isLate: boolean
}

/** Made for a Lambda function, from its variables. @throws {Error} without an endpoint. */
export const systemMessageTraces = (consumer: string, variables: Variables): MessageTraces =>
  createMessageTraces({
    consumer,
    queue: variables.QUEUE_URL?.split('/').at(-1) ?? consumer,
    clock: systemClock,
    ids: createTraceIds(systemRandomBytes),
    export: systemSpanExport(variables),
  })
