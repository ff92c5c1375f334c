import type { EventDefinition } from '../../events/define-event.ts'
import { assertTakes } from '../../lambdas/runtime/declarations/assert-consumer.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'

/**
 * Checks that those who subscribe to every event can take each: a new event may be one that an old declaration rules out.
 * @throws {Error} naming the consumer and the event.
 */
export function assertTakesEvery(consumers: readonly ConsumerDeclaration[], events: readonly EventDefinition[]): void {
  for (const consumer of consumers) if (consumer.subscribesTo === '*') assertTakes(consumer, events)
}
