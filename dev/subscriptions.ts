import { services } from '../lib/services.ts'
import type { SubscribersOf } from './timeline/journey.ts'

const consumers = services.flatMap((service) => service.consumers)

/** The consumers that an event or a command goes to, as they are declared. */
export const subscribersOf: SubscribersOf = (type) =>
  consumers
    .filter(
      ({ subscribesTo, accepts }) =>
        accepts.some((command) => command.type === type) ||
        (subscribesTo === '*' ? type.includes('.') : subscribesTo.some((event) => event.type === type)),
    )
    .map((consumer) => consumer.name)
