/** The outcome of one message at one consumer, as the consumer runtime logs it. */
export interface ConsumerOutcome {
  readonly consumer: string
  readonly outcome: string
  /** `evt_…`, or `cmd_…` for a command. */
  readonly event_id: string
  readonly event_type: string
  readonly aggregate_id: string | undefined
  readonly correlation_id: string
  readonly attempt: number
  readonly duration_ms: number
  readonly error: string | undefined
  readonly appended: readonly Announced[]
  readonly commands: readonly Announced[]
  /** Epoch milliseconds at which the line arrived. */
  readonly at: number
}

/** An event or command that came out of an effect. */
export interface Announced {
  readonly id: string
  readonly type: string
}

/** Outcomes after which the consumer is done with the message. */
const finalOutcomes: ReadonlySet<string> = new Set([
  'processed',
  'duplicate',
  'dead-lettered',
  'parked-as-head',
  'parked',
  'dropped',
])

export const isFinal = (outcome: ConsumerOutcome): boolean => finalOutcomes.has(outcome.outcome)

/** @returns undefined for every line that is no outcome of a consumer. */
export function parseOutcome(line: string, at: number): ConsumerOutcome | undefined {
  if (!line.includes('"outcome"')) return undefined
  const fields = parseObject(line)
  const { consumer, outcome, event_id, event_type, correlation_id } = fields ?? {}
  if (!fields || ![consumer, outcome, event_id, event_type, correlation_id].every((one) => typeof one === 'string')) {
    return undefined
  }
  const known = fields as unknown as ConsumerOutcome
  return {
    consumer: known.consumer,
    outcome: known.outcome,
    event_id: known.event_id,
    event_type: known.event_type,
    aggregate_id: known.aggregate_id,
    correlation_id: known.correlation_id,
    attempt: Number(known.attempt ?? 1),
    duration_ms: Number(known.duration_ms ?? 0),
    error: fields.error === undefined ? undefined : describeError(fields.error),
    appended: known.appended ?? [],
    commands: known.commands ?? [],
    at,
  }
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function describeError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const { name, code, message } = error as { name?: string; code?: string; message?: string }
  return [code ?? name, message].filter(Boolean).join(': ')
}
