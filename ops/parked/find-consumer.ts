import { type ConsumerDeclaration, defineConsumer } from '../../lambdas/runtime/declarations/consumer.ts'
import { mayHaveParked } from '../../lambdas/runtime/declarations/parking.ts'
import { services } from '../../lib/services.ts'
import { UsageError } from '../cli/usage-error.ts'

/** The consumers of which events may be parked: they hold, or have held, the later events of an aggregate behind a dead one. */
export const holdingConsumers = (): ConsumerDeclaration[] =>
  services.flatMap((service) => [...service.consumers]).filter(mayHaveParked)

/** @throws {UsageError} for any other consumer, listing the ordered ones. */
export function holdingConsumer(name: string): ConsumerDeclaration {
  const found = holdingConsumers().find((consumer) => consumer.name === name)
  if (found) return found
  const there = holdingConsumers().map((consumer) => consumer.name)
  throw new UsageError(
    `"${name}" is not a consumer that parks events; there are: ${there.join(', ')}. Only a consumer that is declared and deployed with ordering 'aggregate' can release what is parked of it.`,
  )
}

/**
 * What a decision needs to know of a consumer of which something is parked, whatever this checkout says of it: it may be gone, or have no
 * order any more. Of one that is gone it takes the defaults for how long copies may come.
 */
export const consumerOfParked = (name: string): ConsumerDeclaration =>
  services.flatMap((service) => [...service.consumers]).find((consumer) => consumer.name === name) ??
  defineConsumer({
    name,
    subscribesTo: '*',
    delivery: 'effectively-once',
    idempotency: 'atomic',
  })
