import type { OutcomeKind, SettledDelivery } from '../messages/outcome.ts'
import { textOf } from '../text-of.ts'

const levels: Readonly<Record<OutcomeKind, 'INFO' | 'WARN' | 'ERROR'>> = {
  processed: 'INFO',
  duplicate: 'INFO',
  returned: 'INFO',
  deferred: 'INFO',
  failed: 'WARN',
  parked: 'INFO',
  'parked-as-head': 'ERROR',
  dropped: 'ERROR',
  'dead-lettered': 'ERROR',
}

/**
 * The one structured line that every message gets, in the keys of Powertools Logger. It leaves out what is known of it anyway, because
 * lines are a tenth of an order's bill: its time is that of the log event, and the consumer's service is in the name of its log group.
 */
export function outcomeLine(consumer: string, finishedAt: number, one: SettledDelivery): string {
  const { message, outcome, delivery } = one
  return JSON.stringify({
    level: levels[outcome.kind],
    message: `event ${outcome.kind}`,
    consumer,
    event_id: message?.id,
    event_type: message?.type,
    deprecated: message?.deprecated,
    aggregate_id: message?.aggregateId,
    correlation_id: message?.correlationId,
    causation_id: message?.causationId,
    replay_id: message?.replayId,
    trace_id: message?.envelope.metadata.traceparent?.split('-')[1],
    message_id: message ? undefined : delivery.messageId,
    outcome: outcome.kind,
    attempt: one.attempt,
    receives: delivery.receiveCount > 1 ? delivery.receiveCount : undefined,
    duration_ms: one.durationMs,
    lag_ms: lagOf(one, finishedAt),
    delay_seconds: 'delaySeconds' in outcome ? outcome.delaySeconds : undefined,
    error: 'error' in outcome ? describe(outcome.error, outcome.kind) : undefined,
    ...(outcome.kind === 'processed' ? consequences(outcome.effects) : {}),
  })
}

/** The messages that followed from it, so that a reader of the log can tell when everything that one request caused has arrived. */
function consequences({ events, commands }: Consequences) {
  const appended = events.map(({ event_id, event_type }) => ({ id: event_id, type: event_type }))
  const sent = commands.map(({ command_id, command_type }) => ({ id: command_id, type: command_type }))
  return {
    appended: appended.length > 0 ? appended : undefined,
    commands: sent.length > 0 ? sent : undefined,
  }
}

type Consequences = Extract<SettledDelivery['outcome'], { kind: 'processed' }>['effects']

/** From the event's timestamp until now. */
export const lagOf = ({ message }: SettledDelivery, now: number): number | undefined =>
  message && Math.max(0, now - Date.parse(message.timestamp))

interface DescribedError {
  readonly name: string
  readonly code: string | undefined
  readonly message: string
  readonly stack?: string | undefined
  readonly cause?: string | undefined
}

/** CloudWatch cuts a line off in its middle, and what is cut is no JSON: nobody would find it. */
const MAX_TEXT_CHARACTERS = 8000

const textFrom = (value: unknown): string | undefined =>
  value === undefined ? undefined : textOf(value).slice(0, MAX_TEXT_CHARACTERS)

/** A wait needs no stack; a failure does. */
function describe(error: Error & { readonly code?: unknown }, kind: OutcomeKind): DescribedError {
  const { name, message, stack, cause, code } = error
  const described = { name: textOf(name), code: textFrom(code), message: message.slice(0, MAX_TEXT_CHARACTERS) }
  return kind === 'deferred' ? described : { ...described, stack: textFrom(stack), cause: textFrom(cause) }
}
