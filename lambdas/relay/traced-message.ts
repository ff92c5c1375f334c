import type { CommandEnvelope } from '../../events/define-command.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { TracedSending } from './send-traces.ts'

export const tracedEvent = ({ event_id, event_type, metadata }: EventEnvelope): TracedSending => ({
  id: event_id,
  type: event_type,
  correlationId: metadata.correlation_id,
  traceparent: metadata.traceparent,
})

/** Commands are passed on unread, unless they may carry a trace. */
export function tracedCommand(json: string): TracedSending | undefined {
  if (!json.includes('"traceparent"')) return undefined
  try {
    const { command_id, command_type, metadata } = JSON.parse(json) as CommandEnvelope
    return {
      id: command_id,
      type: command_type,
      correlationId: metadata.correlation_id,
      traceparent: metadata.traceparent,
    }
  } catch {
    // The command's addressee answers what is wrong with it.
    return undefined
  }
}
