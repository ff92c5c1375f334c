import type { CommandDefinition } from '../../../events/define-command.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { eventMetadata } from '../../../events/envelope.ts'
import { orderedAggregates } from '../../../lambdas/runtime/declarations/ordered-aggregates.ts'
import type { OutboundSubscription } from '../../../lambdas/runtime/declarations/outbound-subscription.ts'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import { componentsOf } from '../schema/components.ts'
import { fabricChannels, queueChannel, queueOf } from './channels.ts'
import { outboundMessages } from './cloud-events.ts'
import { correlationIds } from './message.ts'
import { commandMessage, eventMessages } from './messages.ts'
import { onBusMessages } from './on-bus.ts'
import { publicationsOf, reception } from './operations.ts'
import { eventsForOthers, outboundChannels, outboundOperations } from './outbound.ts'

export interface Declared {
  readonly events: readonly EventDefinition[]
  readonly commands: readonly CommandDefinition[]
  readonly services: readonly ServiceDeclaration[]
  /** Subscriptions of other teams. Default: none. */
  readonly subscriptions?: readonly OutboundSubscription[]
}

/** AsyncAPI 3.1 of every event, command, channel, consumer and other team, from what the code declares. */
export function asyncApiDocument(
  { events, commands, services, subscriptions = [] }: Declared,
  { version, license }: { readonly version: string; readonly license: string },
): object {
  const components = componentsOf([{ EventMetadata: eventMetadata }])
  const consumers = services.flatMap((service) => service.consumers)
  const forOthers = eventsForOthers(subscriptions)
  const { cloudEvent, cloudEventOnBus, ...ofEnvelopes } = correlationIds
  const hasCloudEvents = forOthers.length > 0 || events.some(({ fromCloudEvent }) => fromCloudEvent)
  const ordered = orderedAggregates(consumers)
  const onTopic = events.filter(
    ({ aggregate, fromCloudEvent }) => !fromCloudEvent && (ordered?.includes(aggregate) ?? true),
  )
  const ofEvents: ReturnType<typeof eventMessages> = Object.assign(
    {},
    ...events.map((event) => eventMessages(event, components)),
  )
  const messages = {
    ...ofEvents,
    ...Object.assign({}, ...events.map((event) => onBusMessages(event, ofEvents))),
    ...Object.assign({}, ...forOthers.map((event) => outboundMessages(event, components))),
    ...Object.fromEntries(commands.map((command) => [command.type, commandMessage(command, components)])),
  }
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Event pipeline',
      version,
      description:
        'Events are facts, published at least once; consumers deduplicate by `event_id`. Commands have one addressee.',
      license: { name: license },
    },
    defaultContentType: 'application/json',
    servers: Object.fromEntries(['eventbridge', 'sns', 'sqs'].map((service) => [service, serverOf(service)])),
    channels: {
      ...fabricChannels(events, onTopic),
      ...Object.fromEntries(consumers.map((consumer) => [queueOf(consumer.name), queueChannel(consumer, events)])),
      ...outboundChannels(subscriptions),
    },
    operations: {
      ...publicationsOf(events, onTopic),
      ...Object.fromEntries(consumers.map((consumer) => [`receive.${consumer.name}`, reception(consumer, events)])),
      ...outboundOperations(subscriptions),
    },
    components: {
      messages,
      schemas: components.all(),
      correlationIds: { ...ofEnvelopes, ...(hasCloudEvents && { cloudEvent, cloudEventOnBus }) },
    },
  }
}

const hosts: Readonly<Record<string, string>> = { eventbridge: 'events', sns: 'sns', sqs: 'sqs' }

const serverOf = (service: string) => ({
  host: `${hosts[service]}.{region}.amazonaws.com`,
  protocol: service,
  variables: { region: { description: 'Region of the stack.', default: 'us-east-1' } },
})
