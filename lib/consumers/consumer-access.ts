import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { type Access, mergeAccess, noAccess } from '../functions/access.ts'
import { consumeOwnQueue } from '../functions/messaging-access.ts'
import { markProcessed, parkEvents, recordDeadLetters, shareHealth, useBreakers } from '../functions/table-access.ts'
import type { PipelineTables } from '../storage/pipeline-tables.ts'
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts'

/** What the runtime of a consumer needs for its declared guarantee, on top of what the handler uses. */
export function consumerAccess(
  consumer: ConsumerDeclaration,
  queues: QueueWithDeadLetters,
  tables: PipelineTables,
  uses: Access,
): Access {
  return mergeAccess([
    { environment: { CONSUMER: consumer.name }, statements: [] },
    consumeOwnQueue(queues),
    markProcessed(tables, consumer),
    recordDeadLetters(tables, consumer.name),
    parkEvents(tables, consumer),
    consumer.breakers.length > 0 ? useBreakers(tables, consumer.breakers) : noAccess,
    consumer.systemicFailure && consumer.delivery !== 'at-most-once' ? shareHealth(tables, consumer.name) : noAccess,
    uses,
  ])
}
