import { services } from '../lib/services.ts'
import type { SubscribersOf } from './timeline/journey.ts'

const consumers = services.flatMap((service) => service.consumers)

/** The consumers that an event type goes to, as they are declared. */
export const subscribersOf: SubscribersOf = (eventType) =>
  consumers
    .filter(
      ({ subscribesTo }) => subscribesTo === '*' || subscribesTo.some((definition) => definition.type === eventType),
    )
    .map((consumer) => consumer.name)
