import type { Clock } from '../runtime/system/clock.ts'
import { systemRandomBytes } from '../runtime/system/ids.ts'
import type { Variables } from '../runtime/system/variable.ts'
import { withJointSpan } from '../runtime/tracing/joint-span.ts'
import { createTraceIds, type TraceIds } from '../runtime/tracing/new-ids.ts'
import type { SpanExport } from '../runtime/tracing/span-export.ts'
import type { SpanRecord } from '../runtime/tracing/span-record.ts'
import { systemSpanExport } from '../runtime/tracing/system-export.ts'
import { type SpanContext, sampledContext } from '../runtime/tracing/traceparent.ts'
import { type Refusal, refusalOfCall, type Target } from './publishing/target.ts'

export interface SendTracesEnvironment {
  readonly clock: Clock
  readonly ids: TraceIds
  readonly export: SpanExport
}

/** What a trace says of a message on its way. */
export interface TracedSending {
  readonly id: string
  readonly type: string
  readonly correlationId: string
  readonly traceparent: string | undefined
}

/** Records each sending of messages whose traces are recorded, until the batch is over. */
export interface SendTraces {
  /** The same target; what it is asked to send is recorded. */
  watched<Message>(target: Target<Message>, read: (message: Message) => TracedSending | undefined): Target<Message>
  /** Sends the spans. Never throws. @param remainingMs until Lambda ends the function. */
  write(remainingMs: number): Promise<void>
}

export function createSendTraces({ clock, ids, ...to }: SendTracesEnvironment): SendTraces {
  let spans: SpanRecord[] = []
  return {
    watched(target, read) {
      const attributes = {
        'messaging.system': systems[target.name] ?? target.name,
        'messaging.destination.name': target.destination ?? target.name,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
      }
      return {
        ...target,
        async send(messages, signal) {
          const startMs = clock.now()
          const note = (refusalOf: (index: number) => Refusal | undefined) => {
            const during = { startMs, endMs: clock.now(), kind: 'CLIENT' } as const
            const sent = messages.flatMap((message, index): SpanRecord[] => {
              const one = read(message)
              const parent = sampledContext(one?.traceparent)
              if (!one || !parent) return []
              return [{ ...during, ...sendingSpan(one, parent, attributes, refusalOf(index), ids) }]
            })
            const name = `send to ${target.name}`
            const batch = { ...attributes, 'messaging.batch.message_count': messages.length }
            spans.push(...withJointSpan(sent, { ...during, name, attributes: batch }, ids))
          }
          try {
            const refusals = await target.send(messages, signal)
            note((index) => refusals[index])
            return refusals
          } catch (error) {
            const refusal = refusalOfCall(error)
            note(() => refusal)
            throw error
          }
        },
      }
    },
    async write(remainingMs) {
      const written = spans
      spans = []
      if (written.length > 0) await to.export(written, remainingMs)
    },
  }
}

/** https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ has no name for EventBridge yet. */
const systems: Readonly<Record<string, string>> = { EventBridge: 'aws.eventbridge', SNS: 'aws.sns', SQS: 'aws_sqs' }

const sendingSpan = (
  { id, type, correlationId }: TracedSending,
  parent: SpanContext,
  attributes: SpanRecord['attributes'],
  refusal: Refusal | undefined,
  ids: TraceIds,
) => ({
  context: { traceId: parent.traceId, spanId: ids.span() },
  parent,
  name: `send ${type}`,
  attributes: {
    ...attributes,
    'messaging.message.id': id,
    'messaging.message.conversation_id': correlationId,
    'faas.trigger': 'datasource',
    ...(refusal && { 'error.type': refusal.code, 'pipeline.final': refusal.isPermanent }),
  },
  error: refusal && { type: refusal.code, message: refusal.message },
})

/** Made for a Lambda function, from its variables. @throws {Error} without an endpoint. */
export const systemSendTraces = (clock: Clock, variables: Variables): SendTraces =>
  createSendTraces({ clock, ids: createTraceIds(systemRandomBytes), export: systemSpanExport(variables) })
