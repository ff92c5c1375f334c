import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { services } from '../../lib/services.ts'
import { closestOf } from '../cli/closest.ts'
import { UsageError } from '../cli/usage-error.ts'

export const allConsumers = (): ConsumerDeclaration[] => services.flatMap((service) => [...service.consumers])

export const allConsumerNames = (): string[] => allConsumers().map(({ name }) => name)

/** @throws {UsageError} for an unknown name, with the most similar one. */
export function anyConsumer(name: string): ConsumerDeclaration {
  const found = allConsumers().find((consumer) => consumer.name === name)
  if (found) return found
  throw new UsageError(`There is no consumer "${name}".${closestOf(name, allConsumerNames())}`)
}
