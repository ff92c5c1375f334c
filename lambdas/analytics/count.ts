import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { MessageHandler } from '../runtime/consumer/handlers.ts'
import { countsOf, dayOf, toUpdate } from './counters.ts'

/**
 * Adds an event to its counters, each by an update of its own rather than staged: counters are hot items, on which
 * plain updates queue up while transactions refuse each other.
 */
export const countEvent =
  (dynamo: DynamoDBClient, table: string): MessageHandler<EventEnvelope> =>
  async (event, { signal }) => {
    const updates = countsOf(event).map((count) => new UpdateItemCommand(toUpdate(table, dayOf(event), count)))
    await Promise.all(updates.map((update) => dynamo.send(update, { abortSignal: signal })))
  }
