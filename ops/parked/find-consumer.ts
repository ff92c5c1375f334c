import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { services } from '../../lib/services.ts'
import { UsageError } from '../terminal/usage-error.ts'

/** The consumers that hold the later events of an aggregate behind a dead one. */
export const holdingConsumers = (): ConsumerDeclaration[] =>
  services.flatMap((service) => [...service.consumers]).filter(({ onDeadLetter }) => onDeadLetter === 'hold')

/** @throws {UsageError} for any other consumer, listing those with `onDeadLetter: 'hold'`. */
export function holdingConsumer(name: string): ConsumerDeclaration {
  const found = holdingConsumers().find((consumer) => consumer.name === name)
  if (found) return found
  const there = holdingConsumers().map((consumer) => consumer.name)
  throw new UsageError(`"${name}" is no consumer that parks events; there are: ${there.join(', ')}.`)
}
