import { closestOf } from '../cli/closest.ts'
import { UsageError } from '../cli/usage-error.ts'
import { maySend, mayState } from './effects.ts'
import type { Catalog, CatalogConsumer } from './model.ts'
import { consumersOf } from './relations.ts'

export interface MessageType {
  readonly kind: 'event' | 'command'
  readonly type: string
}

/** The effects of one consumer's being down on everything behind it. */
export interface ConsumerImpact {
  readonly consumer: string
  readonly service: string
  /** Waits in its queue until it is back: nothing of it is lost before the queue's retention is over. */
  readonly waits: readonly MessageType[]
  readonly takesEverything: boolean
  /** Messages that the consumer may state or send, and the consumers that do not get them from it meanwhile. Others may state the same. */
  readonly withheld: readonly (MessageType & { readonly consumers: readonly string[]; readonly othersState: boolean })[]
  /** The read model that it keeps, which shows what was there before. */
  readonly staleReadModels: readonly string[]
  /** Routes of its service that read, and may answer from what it keeps. */
  readonly staleRoutes: readonly string[]
  readonly sendsNoEmail: boolean
}

/** @throws {UsageError} for a consumer that there is not. */
export function consumerImpactOf(catalog: Catalog, name: string): ConsumerImpact {
  const consumer = catalog.consumers.find((one) => one.name === name)
  if (!consumer) {
    const known = catalog.consumers.map((one) => one.name)
    throw new UsageError(`There is no consumer "${name}".${closestOf(name, known)}`)
  }
  const service = catalog.services.find((one) => one.name === consumer.service)
  const readModels = service?.readModels.filter((model) => model === name) ?? []
  const { subscribesTo, accepts } = consumer
  return {
    consumer: name,
    service: consumer.service,
    waits: [
      ...(subscribesTo === '*' ? [] : subscribesTo).map((type) => ({ kind: 'event', type }) as const),
      ...accepts.map((type) => ({ kind: 'command', type }) as const),
    ],
    takesEverything: subscribesTo === '*',
    withheld: withheldBy(catalog, consumer),
    staleReadModels: readModels,
    staleRoutes: readModels.length > 0 ? (service?.routes.filter((route) => route.startsWith('GET ')) ?? []) : [],
    sendsNoEmail: consumer.effects?.includes('sends e-mail') ?? false,
  }
}

function withheldBy(catalog: Catalog, consumer: CatalogConsumer): ConsumerImpact['withheld'] {
  const service = catalog.services.find(({ name }) => name === consumer.service)
  const colleagues = catalog.consumers.filter((one) => one.service === consumer.service && one !== consumer)
  const others = new Set(colleagues.flatMap((one) => mayState(catalog, one).map(({ type }) => type)))
  const senders = new Set(
    catalog.consumers.filter((one) => one !== consumer).flatMap((one) => maySend(catalog, one).map(({ type }) => type)),
  )
  return [
    ...mayState(catalog, consumer).map(({ type }) => ({
      kind: 'event' as const,
      type,
      consumers: consumersOf(catalog, type)
        .filter(({ subscribesTo, name }) => subscribesTo !== '*' && name !== consumer.name)
        .map(({ name }) => name),
      othersState: others.has(type) || service?.requestsStateEvents === true,
    })),
    ...maySend(catalog, consumer).map(({ type, addressee }) => ({
      kind: 'command' as const,
      type,
      consumers: [addressee],
      othersState: senders.has(type),
    })),
  ]
}
