import type { LogLine } from '../logs/read-logs.ts'

/** The outcome of one attempt of one consumer at one message. */
export interface DeliveryOutcome {
  /** ISO 8601: when it was done with it. */
  readonly at: string
  readonly consumer: string
  /** `processed`, `duplicate`, `failed`, `deferred`, `returned`, `dropped` or `dead-lettered`. */
  readonly outcome: string
  readonly event_id: string | null
  readonly event_type: string | null
  readonly aggregate_id: string | null
  readonly correlation_id: string | null
  readonly causation_id: string | null
  readonly attempt: number
  readonly duration_ms: number
  /** From the event's own time until now. */
  readonly lag_ms: number | null
  /** When it is tried again, after a failure or a wait. */
  readonly delay_seconds: number | null
  readonly replay_id: string | null
  readonly error: string | null
  /** Stack trace as it was logged. */
  readonly stack: string | null
  /** Events and commands that followed from it. */
  readonly led_to: readonly { readonly id: string; readonly type: string }[]
}

/** @returns nothing for a line that is not about an outcome. */
export function outcomeOf({ at, text }: LogLine): DeliveryOutcome | undefined {
  if (!text.includes('"outcome"')) return undefined
  const fields = parsed(text)
  if (!fields || typeof fields.consumer !== 'string' || typeof fields.outcome !== 'string') return undefined
  const textOf = (name: string): string | null => (typeof fields[name] === 'string' ? (fields[name] as string) : null)
  const numberOf = (name: string): number | null => (typeof fields[name] === 'number' ? (fields[name] as number) : null)
  const error = objectIn(fields.error)
  return {
    // Lines of earlier versions have a time of their own.
    at: textOf('timestamp') ?? new Date(at).toISOString(),
    consumer: fields.consumer,
    outcome: fields.outcome,
    event_id: textOf('event_id'),
    event_type: textOf('event_type'),
    aggregate_id: textOf('aggregate_id'),
    correlation_id: textOf('correlation_id'),
    causation_id: textOf('causation_id'),
    attempt: numberOf('attempt') ?? 1,
    duration_ms: numberOf('duration_ms') ?? 0,
    lag_ms: numberOf('lag_ms'),
    delay_seconds: numberOf('delay_seconds'),
    replay_id: textOf('replay_id'),
    error: error
      ? [error.code ?? error.name, error.message].filter((part) => typeof part === 'string' && part !== '').join(': ')
      : null,
    stack: typeof error?.stack === 'string' ? error.stack : null,
    led_to: [...announced(fields.appended), ...announced(fields.commands)],
  }
}

const announced = (value: unknown): { id: string; type: string }[] =>
  (Array.isArray(value) ? value : []).flatMap((one) => {
    const { id, type } = objectIn(one) ?? {}
    return typeof id === 'string' && typeof type === 'string' ? [{ id, type }] : []
  })

const objectIn = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return objectIn(JSON.parse(text))
  } catch {
    return undefined
  }
}
