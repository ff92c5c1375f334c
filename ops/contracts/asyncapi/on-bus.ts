import type { EventDefinition } from '../../../events/define-event.ts'
import { EXAMPLE_TIME, type Messages, messageOf, messagesByVersion } from './message.ts'

/** Name of an event's message in one version as EventBridge delivers it, e.g. `order.created.v1.on-bus`. */
export const onBusMessageOf = (event: Pick<EventDefinition, 'type'>, version: number): string =>
  `${messageOf(event, version)}.on-bus`

/** Names of all messages of these events as EventBridge delivers them. */
export const onBusMessagesOf = (events: readonly EventDefinition[]): string[] =>
  events.flatMap((event) => event.versions.map(({ version }) => onBusMessageOf(event, version)))

const text = { type: 'string' } as const

/**
 * The messages of an event on the bus and in the queues that it feeds: EventBridge puts the event into the `detail` of its own.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 * @param messages as {@link file://./messages.ts} gives them: what is wrapped.
 */
export function onBusMessages(event: EventDefinition, messages: Messages): Messages {
  const { type, aggregate, producer, fromCloudEvent, cloudEventSources: sources = [producer] } = event
  return messagesByVersion(event, onBusMessageOf, ({ version }) => {
    const inside = messageOf(event, version)
    const wrapped = (detail: unknown) => ({
      version: '0',
      id: '17793124-05d4-b198-2fde-7ededc63b103',
      'detail-type': type,
      source: sources[0],
      account: '123456789012',
      time: EXAMPLE_TIME.replace('.000', ''),
      region: 'us-east-1',
      resources: [],
      detail,
    })
    const properties = {
      version: text,
      id: text,
      'detail-type': { const: type },
      // Another team may put its events on the bus under any source of EventBridge's.
      source: fromCloudEvent ? text : { const: producer },
      account: text,
      time: { type: 'string', format: 'date-time' },
      region: text,
      resources: { type: 'array', items: text },
      detail: { $ref: `#/components/messages/${inside}/payload` },
    }
    const examples = messages[inside]?.examples ?? []
    return {
      title: `${type}, version ${version}, as EventBridge delivers it`,
      tags: [fromCloudEvent ? 'external-event' : 'event', aggregate, 'on-bus'],
      correlationId: fromCloudEvent ? 'cloudEventOnBus' : 'onBus',
      schema: { type: 'object', required: Object.keys(properties), properties },
      examples: Object.fromEntries(examples.map(({ name, payload }) => [name, wrapped(payload)])),
    }
  })
}
