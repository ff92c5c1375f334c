import { ownId } from '../../../events/cloud-events/own-id.ts'

/** Reads the ids out of a body that is no valid message. Hostile content gives nothing, never an error. */
export function lenientIds(body: string) {
  const envelope = findEnvelope(body)
  const metadata = asObject(envelope?.metadata)
  return {
    eventId: text(envelope?.event_id) ?? text(envelope?.command_id) ?? idOfCloudEvent(envelope),
    eventType: text(envelope?.event_type) ?? text(envelope?.command_type) ?? text(envelope?.type),
    aggregateId: text(envelope?.aggregate_id),
    correlationId: text(metadata?.correlation_id) ?? text(envelope?.correlationid),
    causationId: text(metadata?.causation_id) ?? text(envelope?.causationid),
    replayScope: text(metadata?.replay_scope),
    sequence: position(envelope?.sequence),
  }
}

/** The id that a consumer knows it by, if it is one of another team. */
const idOfCloudEvent = (envelope: Json | undefined): string | undefined =>
  typeof envelope?.specversion === 'string' && typeof envelope.source === 'string' && typeof envelope.id === 'string'
    ? ownId(envelope.source, envelope.id)
    : undefined

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
