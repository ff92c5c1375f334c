import type { CommandEnvelope } from '../../../events/define-command.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import type { SpanRecord } from './span-record.ts'
import { type SpanContext, sampledContext } from './traceparent.ts'

export interface Created {
  readonly events: readonly EventEnvelope[]
  readonly commands: readonly CommandEnvelope[]
}

/**
 * A span for each event and command that was stored: what their relay and their consumers record stands below it. It lasts from the
 * decision until the commit.
 * @param storedAt epoch milliseconds.
 */
export function createdSpans({ events, commands }: Created, creator: SpanContext, storedAt: number): SpanRecord[] {
  const messages = [
    ...events.map((event) => ({ ...event, id: event.event_id, type: event.event_type })),
    ...commands.map((command) => ({ ...command, id: command.command_id, type: command.command_type })),
  ]
  return messages.flatMap((message): SpanRecord[] => {
    const context = sampledContext(message.metadata.traceparent)
    // Without a span of its own, it carries that of its creator.
    if (!context || context.spanId === creator.spanId) return []
    return [
      {
        context,
        parent: creator,
        name: `create ${message.type}`,
        kind: 'PRODUCER',
        startMs: Math.min(Date.parse(message.timestamp), storedAt),
        endMs: storedAt,
        attributes: {
          'db.system.name': 'aws.dynamodb',
          'messaging.operation.name': 'create',
          'messaging.operation.type': 'create',
          'messaging.message.id': message.id,
          'messaging.message.conversation_id': message.metadata.correlation_id,
          ...('aggregate_id' in message && {
            'pipeline.aggregate': `${message.aggregate_type}/${message.aggregate_id}`,
            'pipeline.sequence': message.sequence,
          }),
        },
      },
    ]
  })
}
