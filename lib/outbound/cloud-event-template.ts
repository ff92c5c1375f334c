import type { CloudEvent } from '../../events/cloud-events/cloud-event.ts'

/** The paths that a rule reads from an event; a test holds that it makes of every event what `toCloudEvent` does. */
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

/** Every attribute but `data` in quotation marks: they are all texts, of letters that mean nothing in JSON. */
const attributes: Readonly<Record<Exclude<keyof CloudEvent, 'data'>, string>> = {
  specversion: '1.0',
  id: '<id>',
  source: '/<source>',
  type: '<type>',
  subject: '<aggregateType>/<aggregateId>',
  time: '<time>',
  datacontenttype: 'application/json',
  schemaversion: '<version>',
  sequence: '<sequence>',
  sequencetype: 'Integer',
  partitionkey: '<aggregateId>',
  correlationid: '<correlationId>',
  causationid: '<causationId>',
}

/** Makes a CloudEvent of an event on the bus, within EventBridge itself: nothing of ours has to run for it. */
export const cloudEventTemplate = {
  inputPathsMap: paths,
  inputTemplate: `${JSON.stringify(attributes).slice(0, -1)},"data":<data>}`,
} as const
