import * as z from 'zod/mini'
import { cloudEvent } from '../../../events/cloud-events/cloud-event.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { eventId, timestamp } from '../../../events/envelope.ts'
import type { Components } from '../schema/components.ts'
import {
  cloudEventMessageOf,
  EXAMPLE_EVENT_ID,
  EXAMPLE_TIME,
  exampleAggregateId,
  type Messages,
  messageOf,
  messagesByVersion,
} from './message.ts'

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#3-envelope */
const common = { contentType: 'application/cloudevents+json', correlationId: 'cloudEvent' } as const

/** The messages of an event that another team states: each is a CloudEvent, as that team puts it on the bus. */
export function externalMessages(event: EventDefinition, components: Components): Messages {
  const { type, aggregate, producer, cloudEventSources: sources = [producer] } = event
  return messagesByVersion(event, messageOf, ({ version, schema, example }) => {
    const stated = z.union([z.literal(String(version)), z.literal(version)])
    const wrapped = z.extend(cloudEvent, {
      type: z.literal(type),
      source: z.enum(sources),
      // Where a CloudEvent says nothing of it, it is version 1.
      schemaversion: version === 1 ? z.optional(stated) : stated,
      data: schema,
    })
    const payload = {
      specversion: '1.0',
      id: '4711',
      source: sources[0],
      type,
      subject: `${aggregate}/${exampleAggregateId(example)}`,
      time: EXAMPLE_TIME,
      datacontenttype: 'application/json',
      schemaversion: String(version),
      data: example,
    }
    return {
      ...common,
      title: `${type}, version ${version}, of another team`,
      tags: ['external-event', aggregate],
      schema: components.schemaOf(wrapped),
      examples: { example: payload },
    }
  })
}

/** The messages of an event of ours as other teams get them, made by the bus (see `toCloudEvent`). */
export function outboundMessages(event: EventDefinition, components: Components): Messages {
  const { type, aggregate, producer } = event
  return messagesByVersion(event, cloudEventMessageOf, ({ version, schema, example }) => {
    const aggregateId = exampleAggregateId(example)
    const wrapped = z.object({
      specversion: z.literal('1.0'),
      id: eventId,
      source: z.literal(`/${producer}`),
      type: z.literal(type),
      subject: z.string().check(z.startsWith(`${aggregate}/`)),
      time: timestamp,
      datacontenttype: z.literal('application/json'),
      schemaversion: z.literal(String(version)),
      aggregatesequence: z.string().check(z.regex(/^[1-9]\d*$/)),
      partitionkey: z.string(),
      correlationid: z.string(),
      causationid: z.string(),
      data: schema,
    })
    const payload = {
      specversion: '1.0',
      id: EXAMPLE_EVENT_ID,
      source: `/${producer}`,
      type,
      subject: `${aggregate}/${aggregateId}`,
      time: EXAMPLE_TIME,
      datacontenttype: 'application/json',
      schemaversion: String(version),
      aggregatesequence: '1',
      partitionkey: aggregateId,
      correlationid: 'req_xyz',
      causationid: 'cmd_123',
      data: example,
    }
    return {
      ...common,
      title: `${type}, version ${version}, for other teams`,
      tags: ['outbound-event', aggregate],
      schema: components.schemaOf(wrapped),
      examples: { example: payload },
    }
  })
}
