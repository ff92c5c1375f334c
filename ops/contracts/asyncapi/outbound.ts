import type { EventDefinition } from '../../../events/define-event.ts'
import type { OutboundSubscription } from '../../../lambdas/runtime/declarations/outbound-subscription.ts'
import { inComponents, messagesOf } from './channels.ts'
import { cloudEventMessageOf } from './message.ts'
import { inChannel } from './operations.ts'

const channelOf = ({ name }: OutboundSubscription): string => `outbound.${name}`

const isCloudEvents = ({ format = 'cloudevents' }: OutboundSubscription): boolean => format === 'cloudevents'

const namesOf = (subscription: OutboundSubscription): string[] =>
  isCloudEvents(subscription)
    ? subscription.events.flatMap((event) => event.versions.map(({ version }) => cloudEventMessageOf(event, version)))
    : messagesOf(subscription.events)

/** Events of ours that some other team gets as CloudEvents, each once. */
export const eventsForOthers = (subscriptions: readonly OutboundSubscription[]): EventDefinition[] => [
  ...new Map(
    subscriptions.filter(isCloudEvents).flatMap(({ events }) => events.map((event) => [event.type, event])),
  ).values(),
]

/** The queue of each other team to which a rule of the bus sends events. */
export const outboundChannels = (subscriptions: readonly OutboundSubscription[]) =>
  Object.fromEntries(
    subscriptions.map((subscription) => {
      const { name, filter = {}, queueArns } = subscription
      const channel = {
        address: null,
        title: `Queue of another team: ${name}`,
        description: `A standard queue of theirs. By stage: ${
          Object.entries(queueArns)
            .map((entry) => entry.join(' '))
            .join(', ') || 'none yet'
        }.`,
        servers: [{ $ref: '#/servers/sqs' }],
        messages: inComponents(namesOf(subscription)),
        ...(Object.keys(filter).length > 0 && { 'x-filter': filter }),
      }
      return [channelOf(subscription), channel] as const
    }),
  )

export const outboundOperations = (subscriptions: readonly OutboundSubscription[]) =>
  Object.fromEntries(
    subscriptions.map((subscription) => {
      const channel = channelOf(subscription)
      const operation = {
        action: 'send',
        summary: `A rule of the bus sends each to ${subscription.name}, at least once and in no order.`,
        channel: { $ref: `#/channels/${channel}` },
        messages: namesOf(subscription).map((message) => inChannel(channel, message)),
      }
      return [`send.${subscription.name}`, operation] as const
    }),
  )
