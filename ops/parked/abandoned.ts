import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { HOLDS_INDEX } from '../../lambdas/runtime/declarations/tables.ts'
import { holdingConsumers } from './find-consumer.ts'

/**
 * Aggregates that are held for consumers which, as this checkout declares them, cannot release anything: they have been renamed or removed, or
 * are not ordered any more. Nobody releases what is parked of these, and later events run without it.
 * @param table output `ParkedTableName` of the stack.
 * @returns how many, by consumer.
 */
export async function readAbandoned(
  { dynamo, table }: { readonly dynamo: DynamoDBClient; readonly table: string },
  holding: readonly string[] = holdingConsumers().map(({ name }) => name),
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  const input = { TableName: table, IndexName: HOLDS_INDEX, ProjectionExpression: 'held_by' }
  for await (const { Items = [] } of paginateScan({ client: dynamo }, input)) {
    for (const { held_by } of Items) {
      const consumer = held_by?.S ?? ''
      if (!holding.includes(consumer)) found.set(consumer, (found.get(consumer) ?? 0) + 1)
    }
  }
  return found
}

/** A line for each consumer of {@link readAbandoned}, with what an operator can do. */
export const abandonedText = (abandoned: ReadonlyMap<string, number>): string[] =>
  [...abandoned].map(
    ([consumer, aggregates]) =>
      `${consumer} has parked events of ${aggregates} ${aggregates === 1 ? 'aggregate' : 'aggregates'}, but this checkout has no ordered consumer of that name. Once it is deployed, nobody releases them, and later events run without them. Before that, release them (parked release); or skip each, before or after (parked skip). To see them: parked list`,
  )
