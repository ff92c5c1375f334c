import type { CommandDefinition } from '../../../events/define-command.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import type { EventFilter } from '../../../lambdas/runtime/declarations/consumer-options.ts'
import type { OutboundSubscription } from '../../../lambdas/runtime/declarations/outbound-subscription.ts'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'

/** A consumer, or a subscription of another team. */
export interface Taker {
  /** Ends the ids of its warnings. */
  readonly id: string
  /** Begins their messages. */
  readonly who: string
  readonly isOtherTeam: boolean
  readonly subscribesTo: readonly EventDefinition[] | '*'
  readonly accepts: readonly CommandDefinition[]
  readonly filter: EventFilter
}

export const takersOf = (
  services: readonly Pick<ServiceDeclaration, 'consumers'>[],
  subscriptions: readonly OutboundSubscription[],
): Taker[] => [
  ...services.flatMap(({ consumers }) =>
    consumers.map(({ name, subscribesTo, accepts, filter }) => ({
      id: name,
      who: `Consumer "${name}"`,
      isOtherTeam: false,
      subscribesTo,
      accepts,
      filter,
    })),
  ),
  ...subscriptions.map(({ name, events, filter = {} }) => ({
    id: `to-${name}`,
    who: `Subscription of another team "${name}"`,
    isOtherTeam: true,
    subscribesTo: events,
    accepts: [],
    filter,
  })),
]

/** Events that it names; none if it takes all. */
export const byName = ({ subscribesTo }: Taker): readonly EventDefinition[] =>
  subscribesTo === '*' ? [] : subscribesTo
