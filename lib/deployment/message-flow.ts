import { allCommands, allEvents } from '../../events/catalog.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import type { Uses } from '../../lambdas/runtime/declarations/uses.ts'

/** One function of a service, and the functions that may get messages from it. */
export interface Station {
  /** The consumer's name; `<service>-api` for the function behind a service's routes. */
  readonly name: string
  /** Names of the consumers that may get messages from it. */
  readonly sendsTo: readonly string[]
}

/**
 * Which function may send to which, by the declarations: events go from their producer to all subscribers, commands to their addressee.
 * A function that reads events which another service has stored counts as a receiver, too, although no queue is between them.
 */
export function messageFlow(services: readonly ServiceDeclaration[]): Station[] {
  const consumers = services.flatMap((service) => service.consumers)
  return services.flatMap(({ name: service, consumers: own, api }) => [
    ...own.map(({ name, uses }) => ({ name, sendsTo: receiversOf(service, uses, consumers) })),
    ...(api ? [{ name: `${service}-api`, sendsTo: receiversOf(service, api.uses, consumers) }] : []),
  ])
}

/** A declaration does not say which commands it sends, so it counts as one that may send each of them. */
function receiversOf(service: string, uses: Uses, consumers: readonly ConsumerDeclaration[]): string[] {
  const events = allEvents.filter((event) => uses.eventStore === 'append' && event.producer === `${service}-service`)
  const addressees = new Set(uses.commands ? allCommands.map((command) => command.addressee) : [])
  if (uses.schedules) addressees.add(uses.schedules)
  const takes = (one: ConsumerDeclaration): boolean =>
    addressees.has(one.name) || subscribesToAny(one, events) || looksUpAny(one, events)
  return consumers.filter(takes).map(({ name }) => name)
}

const looksUpAny = (
  { uses: { facts = [] } }: ConsumerDeclaration,
  events: readonly { readonly type: string }[],
): boolean => facts.some((wanted) => events.some((event) => event.type === wanted.type))

const subscribesToAny = (
  { subscribesTo }: ConsumerDeclaration,
  events: readonly { readonly type: string }[],
): boolean =>
  subscribesTo === '*'
    ? events.length > 0
    : subscribesTo.some((wanted) => events.some((event) => event.type === wanted.type))
