import type { EventEnvelope } from '../envelope.ts'
import type { CloudEvent } from './cloud-event.ts'

/**
 * An event of this pipeline as a CloudEvent 1.0 in its JSON format, for other teams. Who asked from where (`user_id`,
 * `ip_address`, `user_agent`) and who awaits a reply stays inside. docs/cloud-events.md has the mapping as a table; the rules
 * that send events to other teams make the same of them (see the construct `Subscription`).
 */
export const toCloudEvent = ({ data, metadata, ...event }: EventEnvelope): CloudEvent => ({
  specversion: '1.0',
  id: event.event_id,
  source: `/${metadata.source}`,
  type: event.event_type,
  subject: `${event.aggregate_type}/${event.aggregate_id}`,
  time: event.timestamp,
  datacontenttype: 'application/json',
  schemaversion: String(event.version),
  aggregatesequence: String(event.sequence),
  partitionkey: event.aggregate_id,
  correlationid: metadata.correlation_id,
  causationid: metadata.causation_id,
  data,
})
