import { catalog } from '../../events/catalog.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { services } from '../../lib/services.ts'
import { closestOf } from '../cli/closest.ts'
import { UsageError } from '../cli/usage-error.ts'

const known = (): ConsumerDeclaration[] => services.flatMap((service) => [...service.consumers])

const eventConsumers = (): ConsumerDeclaration[] => known().filter(({ accepts }) => accepts.length === 0)

export const consumerNames = (): string[] => eventConsumers().map(({ name }) => name)

/** @throws {UsageError} for a name that no consumer of events has. */
export function findConsumer(name: string): ConsumerDeclaration {
  const found = eventConsumers().find((consumer) => consumer.name === name)
  if (!found) throw new UsageError(`There is no consumer of events "${name}".${closestOf(name, consumerNames())}`)
  return found
}

/**
 * The event types to replay: those asked for, or all that the consumer subscribes to. What it does not subscribe to would
 * end in its dead-letter queue.
 * @returns nothing for "all". @throws {UsageError} naming a type that is not for this consumer.
 */
export function typesFor(consumer: ConsumerDeclaration, asked: readonly string[]): readonly string[] | undefined {
  if (consumer.filter.data) {
    throw new UsageError(
      `${consumer.name} filters its events by their data, which a replay cannot do: it would also get events that its filter keeps out.`,
    )
  }
  const unknown = asked.find((type) => !catalog.has(type))
  if (unknown !== undefined) {
    throw new UsageError(`There is no event type "${unknown}".${closestOf(unknown, [...catalog.keys()])}`)
  }
  if (consumer.subscribesTo === '*') return asked.length > 0 ? asked : undefined
  const subscribed = consumer.subscribesTo.map(({ type }) => type)
  const stranger = asked.find((type) => !subscribed.includes(type))
  if (stranger) {
    throw new UsageError(`${consumer.name} does not subscribe to ${stranger}; it does to: ${subscribed.join(', ')}.`)
  }
  return asked.length > 0 ? asked : subscribed
}

/** The effect of a replay on this consumer, in one line. @throws {UsageError} if it needs to be asked for with `--again`. */
export function effectOf({ name, delivery, idempotency }: ConsumerDeclaration, again: boolean): string {
  if (delivery !== 'effectively-once') {
    if (again) return `${name} has no deduplication (${delivery}): each event takes effect again.`
    throw new UsageError(
      `${name} has no deduplication (${delivery}): each event would take effect again. If that is wanted, add --again.`,
    )
  }
  if (idempotency === 'versioned' || idempotency === 'unique-key') {
    return `${name} is guarded by what it writes (${idempotency}): what it has already stays as it is.`
  }
  return again
    ? `${name} takes these events as new, once (${idempotency}): what it did before, it does again.`
    : `${name} skips what it has processed within its dedup window (${idempotency}).`
}
