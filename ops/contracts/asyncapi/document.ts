import type { CommandDefinition } from '../../../events/define-command.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { eventMetadata } from '../../../events/envelope.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import { componentsOf } from '../schema/components.ts'
import { fabricChannels, messagesOf, queueChannel, queueOf } from './channels.ts'
import { commandMessage, eventMessages } from './messages.ts'

export interface Declared {
  readonly events: readonly EventDefinition[]
  readonly commands: readonly CommandDefinition[]
  readonly services: readonly ServiceDeclaration[]
}

/** AsyncAPI 3.1 of every event, command, channel and consumer, from what the code declares. */
export function asyncApiDocument(
  { events, commands, services }: Declared,
  { version, license }: { readonly version: string; readonly license: string },
): object {
  const components = componentsOf([{ EventMetadata: eventMetadata }])
  const consumers = services.flatMap((service) => service.consumers)
  const messages = {
    ...Object.assign({}, ...events.map((event) => eventMessages(event, components))),
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
      ...fabricChannels(events),
      ...Object.fromEntries(consumers.map((consumer) => [queueOf(consumer.name), queueChannel(consumer, events)])),
    },
    operations: {
      ...Object.assign({}, ...producersOf(events).map((producer) => publications(producer, events))),
      ...Object.fromEntries(consumers.map((consumer) => [`receive.${consumer.name}`, reception(consumer, events)])),
    },
    components: {
      messages,
      schemas: components.all(),
      correlationIds: {
        correlation: {
          description: 'Shared by everything that one request has set in motion.',
          location: '$message.payload#/metadata/correlation_id',
        },
      },
    },
  }
}

const hosts: Readonly<Record<string, string>> = { eventbridge: 'events', sns: 'sns', sqs: 'sqs' }

const serverOf = (service: string) => ({
  host: `${hosts[service]}.{region}.amazonaws.com`,
  protocol: service,
  variables: { region: { description: 'Region of the stack.', default: 'us-east-1' } },
})

const producersOf = (events: readonly EventDefinition[]): string[] => [
  ...new Set(events.map(({ producer }) => producer)),
]

/** A service stores its events; the relay publishes them on both. Old versions are only replayed. */
function publications(producer: string, events: readonly EventDefinition[]) {
  const own = events.filter((event) => event.producer === producer)
  const to = (channel: string) => ({
    action: 'send',
    summary: `${producer} publishes, through the event table and the relay.`,
    channel: { $ref: `#/channels/${channel}` },
    messages: messagesOf(own.map((event) => ({ ...event, versions: event.versions.slice(-1) }))).map((name) =>
      inChannel(channel, name),
    ),
  })
  return { [`publish.${producer}.bus`]: to('bus'), [`publish.${producer}.topic`]: to('topic') }
}

function reception(consumer: ConsumerDeclaration, events: readonly EventDefinition[]) {
  const { name, subscribesTo, accepts, delivery, idempotency } = consumer
  const channel = queueOf(name)
  const messages = [...messagesOf(subscribesTo === '*' ? events : subscribesTo), ...accepts.map(({ type }) => type)]
  return {
    action: 'receive',
    summary: `${name} handles, ${delivery}${idempotency ? ` (${idempotency})` : ''}.`,
    channel: { $ref: `#/channels/${channel}` },
    messages: messages.map((message) => inChannel(channel, message)),
  }
}

const inChannel = (channel: string, message: string) => ({ $ref: `#/channels/${channel}/messages/${message}` })
