import { closest } from 'fastest-levenshtein'
import { DeclarationError } from '../../events/declaration-error.ts'
import type { EventDefinition } from '../../events/define-event.ts'

/**
 * Checks that every event is stated by a service that there is. Grants, source and catalog follow from the producer's name, so that with
 * another one nobody could append the event. Left out are events of other teams, and deprecated ones: their service may be gone.
 * @throws {DeclarationError} naming the event and the nearest producer.
 */
export function assertProducersKnown(
  services: readonly { readonly name: string }[],
  events: readonly Pick<EventDefinition, 'type' | 'producer' | 'deprecated' | 'fromCloudEvent'>[],
): void {
  const producers = services.map(({ name }) => `${name}-service`)
  for (const { type, producer, deprecated, fromCloudEvent } of events) {
    if (producers.includes(producer) || deprecated || fromCloudEvent) continue
    const nearest = producers.length > 0 ? ` Did you mean "${closest(producer, producers)}"?` : ''
    throw new DeclarationError(
      `Event "${type}" has the producer "${producer}": it must be <folder>-service, after a folder of lambdas/ in the list of lib/services.ts.${nearest} An event of another team is a defineExternalEvent; one that nobody publishes any more is \`deprecated\`.`,
    )
  }
}
