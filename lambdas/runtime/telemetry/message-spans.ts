import type { Message } from '../messages/message.ts'
import type { Outcome, SettledDelivery } from '../messages/outcome.ts'
import { toError } from '../to-error.ts'
import { createdSpans } from '../tracing/created-spans.ts'
import { withJointSpan } from '../tracing/joint-span.ts'
import type { TraceIds } from '../tracing/new-ids.ts'
import type { SpanRecord } from '../tracing/span-record.ts'
import type { SpanContext } from '../tracing/traceparent.ts'

export interface TracedMessage extends SettledDelivery {
  readonly message: Message
  readonly context: SpanContext
  readonly creation: SpanContext
  readonly isLate: boolean
}

export interface TracedBatch {
  readonly consumer: string
  readonly queue: string
  /** All of its messages, of which few may be traced. */
  readonly messageCount: number
  /** Epoch milliseconds. */
  readonly finishedAt: number
}

/** In OpenTelemetry's words: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
const queueAttributes = ({ consumer, queue }: TracedBatch) => ({
  'messaging.system': 'aws_sqs',
  'messaging.destination.name': queue,
  'messaging.consumer.group.name': consumer,
  'faas.trigger': 'pubsub',
})

/**
 * The spans of a batch: one for each message, in the trace in which it was created; one for each event and command that it led to;
 * and one that links to all of them where they come from several traces.
 */
export function messageSpans(messages: readonly TracedMessage[], batch: TracedBatch, ids: TraceIds): SpanRecord[] {
  const handled = messages.map((one) => messageSpan(one, batch))
  const created = messages.flatMap(({ outcome, context }, index) =>
    outcome.kind === 'processed'
      ? createdSpans(outcome.effects, context, handled[index]?.endMs ?? batch.finishedAt)
      : [],
  )
  const receive = {
    name: `receive ${batch.consumer}`,
    kind: 'CONSUMER',
    startMs: Math.min(...handled.map(({ startMs }) => startMs)),
    endMs: batch.finishedAt,
    attributes: {
      ...queueAttributes(batch),
      'messaging.operation.name': 'receive',
      'messaging.operation.type': 'receive',
      'messaging.batch.message_count': batch.messageCount,
    },
  } as const
  return [...withJointSpan(handled, receive, ids), ...created]
}

function messageSpan(one: TracedMessage, batch: TracedBatch): SpanRecord {
  const { message, outcome, delivery, context, creation, isLate, attempt, durationMs } = one
  const startMs = one.startedAt ?? batch.finishedAt - durationMs
  return {
    context,
    ...(isLate ? { links: [creation] } : { parent: creation }),
    name: `process ${message.type}`,
    kind: 'CONSUMER',
    startMs,
    endMs: startMs + durationMs,
    attributes: {
      ...queueAttributes(batch),
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.message.id': message.id,
      'messaging.message.conversation_id': message.correlationId,
      'aws.sqs.message.id': delivery.messageId,
      'pipeline.causation_id': message.causationId,
      'pipeline.outcome': outcome.kind,
      'pipeline.attempt': attempt,
      'pipeline.receives': delivery.receiveCount,
      'pipeline.delay_seconds': 'delaySeconds' in outcome ? outcome.delaySeconds : undefined,
      'pipeline.replay_id': message.replayId,
      ...errorAttribute(outcome),
    },
    error: failureOf(outcome),
  }
}

const errorOf = (outcome: Outcome) => ('error' in outcome ? toError(outcome.error) : undefined)

const typeOf = (error: Error & { readonly code?: unknown }): string =>
  typeof error.code === 'string' ? error.code : error.name

/** A message that waits has not failed, so its span shows the error's code only. */
function errorAttribute(outcome: Outcome): Readonly<Record<string, string>> {
  const error = errorOf(outcome)
  return error ? { [outcome.kind === 'deferred' ? 'pipeline.waits_for' : 'error.type']: typeOf(error) } : {}
}

function failureOf(outcome: Outcome): SpanRecord['error'] {
  const error = outcome.kind === 'deferred' ? undefined : errorOf(outcome)
  return error && { type: typeOf(error), message: error.message, stack: error.stack }
}
