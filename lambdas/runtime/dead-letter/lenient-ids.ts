import { hasAnnouncedType } from '../../../events/cloud-events/announced-type.ts'
import { ownId } from '../../../events/cloud-events/own-id.ts'

/**
 * Reads the ids out of a body that is no valid message. Hostile content gives nothing, never an error: the ids of our events
 * are keys of records, markers and parked events, so they are read only where no other team can have written them.
 * @param isOfAStranger that the body has been refused as another team's: then it has none of our ids, whatever it states.
 */
export function lenientIds(body: string, isOfAStranger = false) {
  const { envelope, isAsAnnounced } = findEnvelope(body)
  if (envelope && typeof envelope.specversion === 'string') return isAsAnnounced ? idsOfCloudEvent(envelope) : noIds
  return envelope && isAsAnnounced && !isOfAStranger ? idsOfEnvelope(envelope) : noIds
}

interface Ids {
  readonly eventId: string | undefined
  readonly eventType: string | undefined
  readonly aggregateId: string | undefined
  readonly correlationId: string | undefined
  readonly causationId: string | undefined
  readonly replayScope: string | undefined
  readonly sequence: number | undefined
}

const noIds: Ids = {
  eventId: undefined,
  eventType: undefined,
  aggregateId: undefined,
  correlationId: undefined,
  causationId: undefined,
  replayScope: undefined,
  sequence: undefined,
}

function idsOfEnvelope(envelope: Json): Ids {
  const metadata = asObject(envelope.metadata)
  return {
    eventId: text(envelope.event_id) ?? text(envelope.command_id),
    eventType: text(envelope.event_type) ?? text(envelope.command_type),
    aggregateId: text(envelope.aggregate_id),
    correlationId: text(metadata?.correlation_id),
    causationId: text(metadata?.causation_id),
    replayScope: text(metadata?.replay_scope),
    sequence: position(envelope.sequence),
  }
}

/** The id is the one that a consumer knows it by. It has no place in a stream of ours, and is no replay of ours. */
const idsOfCloudEvent = ({ source, id, type, correlationid, causationid }: Json): Ids => ({
  ...noIds,
  eventId: typeof source === 'string' && typeof id === 'string' ? ownId(source, id) : undefined,
  eventType: text(type),
  correlationId: text(correlationid),
  causationId: text(causationid),
})

type Json = Readonly<Record<string, unknown>>

interface Found {
  readonly envelope: Json | undefined
  /** Whether an event from the bus has the type under which its sender put it there. */
  readonly isAsAnnounced: boolean
}

function findEnvelope(body: string): Found {
  const value = asObject(parse(body))
  const detail = asObject(value?.detail)
  const detailType = value?.['detail-type']
  if (detail && typeof detailType === 'string') {
    return { envelope: detail, isAsAnnounced: hasAnnouncedType(detailType, detail) }
  }
  const inner = typeof value?.Message === 'string' ? asObject(parse(value.Message)) : undefined
  return { envelope: inner ?? value, isAsAnnounced: true }
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
