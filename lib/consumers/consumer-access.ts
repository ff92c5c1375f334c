import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { type Access, mergeAccess, noAccess } from '../functions/access.ts'
import { readClaims } from '../functions/claim-access.ts'
import {
  markProcessed,
  parkEvents,
  recordDeadLetters,
  seePause,
  shareHealth,
  useBreakers,
} from '../functions/table-access.ts'
import { exportTraces } from '../functions/trace-access.ts'
import type { Platform } from '../platform.ts'
import type { QueueWithDeadLetters } from '../queues/queue-with-dead-letters.ts'
import { claimingAggregates } from '../storage/claim-bucket.ts'
import { consumeOwnQueue } from '../uses/messaging-access.ts'

/** What the runtime of a consumer needs for its declared guarantee, on top of what the handler uses. */
export function consumerAccess(
  consumer: ConsumerDeclaration,
  queues: QueueWithDeadLetters,
  { tables, claims, settings }: Pick<Platform, 'tables' | 'claims' | 'settings'>,
  uses: Access,
): Access {
  return mergeAccess([
    { environment: { CONSUMER: consumer.name }, statements: [] },
    consumeOwnQueue(queues),
    markProcessed(tables, consumer),
    recordDeadLetters(tables, consumer.name),
    parkEvents(tables, consumer),
    seePause(tables),
    consumer.breakers.length > 0 ? useBreakers(tables, consumer.breakers) : noAccess,
    consumer.systemicFailure && consumer.delivery !== 'at-most-once' ? shareHealth(tables, consumer.name) : noAccess,
    readClaims(claims, largeEventsOf(consumer)),
    exportTraces(settings),
    uses,
  ])
}

/** The aggregate types whose events this consumer takes and which may have large events. */
const largeEventsOf = ({ subscribesTo }: ConsumerDeclaration): string[] =>
  subscribesTo === '*'
    ? [...claimingAggregates]
    : subscribesTo.filter(({ claimCheck }) => claimCheck).map(({ aggregate }) => aggregate)
