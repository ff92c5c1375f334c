import { allEvents } from '../../../events/catalog.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import type { OutboundSubscription } from '../../../lambdas/runtime/declarations/outbound-subscription.ts'
import { readsStored } from '../../../lambdas/runtime/declarations/reads-stored.ts'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import type { Uses } from '../../../lambdas/runtime/declarations/uses.ts'
import type { ContractId } from '../contract.ts'

/**
 * The consumers that read a type, by name, in the order of the services, and `<service>-api` where requests to a service read it in the
 * streams where it is stored; then the subscriptions of other teams.
 */
export type Audience = (contract: ContractId) => readonly string[]

export function audienceOf(
  services: readonly ServiceDeclaration[],
  subscriptions: readonly OutboundSubscription[] = [],
  events: readonly EventDefinition[] = allEvents,
): Audience {
  const ofOthers: Audience = ({ kind, type }) =>
    subscriptions
      .filter(({ events: sent }) =>
        kind === 'envelope' ? type === 'event' : kind === 'event' && sent.some((event) => event.type === type),
      )
      .map(({ name }) => `${name} (another team)`)
  const ofOurs: Audience = ({ kind, type }) =>
    services.flatMap(({ name: service, consumers, api }) => {
      const isReadBy = (uses: Uses): boolean =>
        kind === 'event' && readsStored(service, uses, events).some((event) => event.type === type)
      const named = consumers.filter(({ subscribesTo, accepts, uses }) => {
        if (kind === 'envelope') return type === 'command' ? accepts !== undefined : subscribesTo !== undefined
        if (kind === 'command') return accepts?.some((command) => command.type === type)
        return subscribesTo === '*' || subscribesTo?.some((event) => event.type === type) || isReadBy(uses)
      })
      return [...named.map(({ name }) => name), ...(api && isReadBy(api.uses) ? [`${service}-api`] : [])]
    })
  return (contract) => [...ofOurs(contract), ...ofOthers(contract)]
}

/** Finds the consumers, those of other teams included, that name a type in their declaration and therefore need it to stay. */
export function namersOf(
  services: readonly ServiceDeclaration[],
  subscriptions: readonly OutboundSubscription[] = [],
): Audience {
  const names = (taken: readonly { readonly type: string }[] | '*', type: string): boolean =>
    taken !== '*' && taken.some((one) => one.type === type)
  return ({ kind, type }) => [
    ...services
      .flatMap(({ consumers }) => consumers)
      .filter(({ subscribesTo, accepts }) => names(kind === 'command' ? accepts : subscribesTo, type))
      .map(({ name }) => name),
    ...subscriptions
      .filter(({ events }) => kind === 'event' && names(events, type))
      .map(({ name }) => `${name} (another team)`),
  ]
}
