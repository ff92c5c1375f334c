import type { CloudEvent } from '../../events/cloud-events/cloud-event.ts'

/** The paths in an event from which the rule takes its values. A test holds that every event becomes what `toCloudEvent` makes of it. */
const paths = {
  id: '$.detail.event_id',
  source: '$.detail.metadata.source',
  type: '$.detail.event_type',
  aggregateType: '$.detail.aggregate_type',
  aggregateId: '$.detail.aggregate_id',
  time: '$.detail.timestamp',
  version: '$.detail.version',
  sequence: '$.detail.sequence',
  correlationId: '$.detail.metadata.correlation_id',
  causationId: '$.detail.metadata.causation_id',
  data: '$.detail.data',
} as const

/** Every attribute but `data` is quoted: they are all texts, whose characters need no escaping in JSON. */
const attributes: Readonly<Record<Exclude<keyof CloudEvent, 'data'>, string>> = {
  specversion: '1.0',
  id: '<id>',
  source: '/<source>',
  type: '<type>',
  subject: '<aggregateType>/<aggregateId>',
  time: '<time>',
  datacontenttype: 'application/json',
  schemaversion: '<version>',
  aggregatesequence: '<sequence>',
  partitionkey: '<aggregateId>',
  correlationid: '<correlationId>',
  causationid: '<causationId>',
}

/** The input transformer that turns an event into a CloudEvent. EventBridge itself applies it, so no function of ours has to run. */
export const cloudEventTemplate = {
  inputPathsMap: paths,
  inputTemplate: `${JSON.stringify(attributes).slice(0, -1)},"data":<data>}`,
} as const
