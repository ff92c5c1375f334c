import type { EventDefinition } from '../../../events/define-event.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { messagesInQueue, messagesOf, queueOf } from './channels.ts'
import { onBusMessagesOf } from './on-bus.ts'

export const inChannel = (channel: string, message: string) => ({ $ref: `#/channels/${channel}/messages/${message}` })

/**
 * What each service publishes, and what each other team puts on the bus.
 * @param onTopic those that the relay sends to the topic
 */
export const publicationsOf = (
  events: readonly EventDefinition[],
  onTopic: readonly EventDefinition[],
): Readonly<Record<string, unknown>> => {
  const own = events.filter(({ fromCloudEvent }) => !fromCloudEvent)
  const external = events.filter(({ fromCloudEvent }) => fromCloudEvent)
  return Object.assign(
    {},
    ...producersOf(own).map((producer) => publications(producer, own, onTopic)),
    ...producersOf(external).map((team) => externalPublication(team, external)),
  )
}

const producersOf = (events: readonly EventDefinition[]): string[] => [
  ...new Set(events.map(({ producer }) => producer)),
]

/** A service stores its events; the relay publishes them. Old versions are only replayed. */
function publications(producer: string, events: readonly EventDefinition[], onTopic: readonly EventDefinition[]) {
  const newestOf = (among: readonly EventDefinition[]) =>
    among
      .filter((event) => event.producer === producer)
      .map((event) => ({ ...event, versions: event.versions.slice(-1) }))
  const to = (channel: string, names: readonly string[]) => ({
    action: 'send',
    summary: `${producer} publishes, through the event table and the relay.`,
    channel: { $ref: `#/channels/${channel}` },
    messages: names.map((name) => inChannel(channel, name)),
  })
  const inOrder = messagesOf(newestOf(onTopic))
  return {
    [`publish.${producer}.bus`]: to('bus', onBusMessagesOf(newestOf(events))),
    ...(inOrder.length > 0 && { [`publish.${producer}.topic`]: to('topic', inOrder) }),
  }
}

/** Another team may state any version that is declared: nobody here knows which one it writes. */
function externalPublication(team: string, events: readonly EventDefinition[]) {
  const own = events.filter((event) => event.producer === team)
  const operation = {
    action: 'send',
    summary: `${team}, another team, puts these on the bus as CloudEvents.`,
    channel: { $ref: '#/channels/bus' },
    messages: onBusMessagesOf(own).map((name) => inChannel('bus', name)),
  }
  return { [`state.${team}.bus`]: operation }
}

export function reception(consumer: ConsumerDeclaration, events: readonly EventDefinition[]) {
  const { name, delivery, idempotency } = consumer
  const channel = queueOf(name)
  return {
    action: 'receive',
    summary: `${name} handles, ${delivery}${idempotency ? ` (${idempotency})` : ''}.`,
    channel: { $ref: `#/channels/${channel}` },
    messages: messagesInQueue(consumer, events).map((message) => inChannel(channel, message)),
  }
}
