import { services } from '../lib/services.ts'
import type { SubscribersOf } from './timeline/journey.ts'

const consumers = services.flatMap((service) => service.consumers)

/** The consumers that an event or a command goes to, as they are declared. */
export const subscribersOf: SubscribersOf = (type) => namesOf(type, () => true)

/**
 * The subscribers that are certain to report an outcome. A consumer that takes each message at most once loses what it has in hand
 * when its function is stopped, and reports nothing.
 */
export const certainSubscribersOf: SubscribersOf = (type) =>
  namesOf(type, ({ delivery }) => delivery !== 'at-most-once')

const namesOf = (type: string, counts: (consumer: (typeof consumers)[number]) => boolean): string[] =>
  consumers
    .filter(
      ({ subscribesTo, accepts }) =>
        accepts.some((command) => command.type === type) ||
        (subscribesTo === '*' ? type.includes('.') : subscribesTo.some((event) => event.type === type)),
    )
    .filter(counts)
    .map((consumer) => consumer.name)
