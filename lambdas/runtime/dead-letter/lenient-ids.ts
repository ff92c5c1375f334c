/** Reads the ids out of a body that is no valid message. Hostile content gives nothing, never an error. */
export function lenientIds(body: string) {
  const envelope = findEnvelope(body)
  const metadata = asObject(envelope?.metadata)
  return {
    eventId: text(envelope?.event_id) ?? text(envelope?.command_id),
    eventType: text(envelope?.event_type) ?? text(envelope?.command_type),
    aggregateId: text(envelope?.aggregate_id),
    correlationId: text(metadata?.correlation_id),
    causationId: text(metadata?.causation_id),
    sequence: position(envelope?.sequence),
  }
}

type Json = Readonly<Record<string, unknown>>

function findEnvelope(body: string): Json | undefined {
  const value = asObject(parse(body))
  const inner =
    asObject(value?.detail) ?? (typeof value?.Message === 'string' ? asObject(parse(value.Message)) : undefined)
  return inner ?? value
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const asObject = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null ? (value as Json) : undefined

/** Its place in its stream, if that is one. */
const position = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined

/** Only what could be an id or a type name: it becomes a key and a message attribute. */
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Za-z0-9_.:-]{1,128}$/.test(value) ? value : undefined
