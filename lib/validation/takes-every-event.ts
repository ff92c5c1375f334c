import type { EventDefinition } from '../../events/define-event.ts'
import { assertTakes } from '../../lambdas/runtime/declarations/assert-consumer.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'

/**
 * Checks that each consumer which subscribes to all events can take every one of them: its declaration may rule out an event that was added later.
 * @throws {Error} naming the consumer and the event.
 */
export function assertTakesEvery(consumers: readonly ConsumerDeclaration[], events: readonly EventDefinition[]): void {
  for (const consumer of consumers) if (consumer.subscribesTo === '*') assertTakes(consumer, events)
}
