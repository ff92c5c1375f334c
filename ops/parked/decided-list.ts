import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { DECIDED, decidedEntries, MOST_DECIDED } from '../../lambdas/runtime/parking/decided.ts'
import { summaryKey } from '../../lambdas/runtime/parking/items.ts'
import { listsAllDecided } from '../../lambdas/runtime/parking/summary.ts'
import { CLOCK_TOLERANCE_MS } from '../stack/server-clock.ts'
import type { ParkedEnvironment } from './environment.ts'

/**
 * Whether one more event may be listed in the summary of a consumer. Drops what is over, so that the list stays short. Two operators
 * at once may both find the last place, which does no harm: the list is far from the size that would cost a second read unit.
 * @returns false where it is full, or where a tool of an earlier version has decided lately and listed nothing: everything is looked up then.
 */
export async function hasRoomForDecision(
  { dynamo, tables, clock }: Pick<ParkedEnvironment, 'dynamo' | 'tables' | 'clock'>,
  consumer: string,
): Promise<boolean> {
  const address = { TableName: tables.parked, Key: summaryKey(consumer) }
  const { Item } = await dynamo.send(new GetItemCommand({ ...address, ConsistentRead: true }))
  // A function whose clock is behind may still go by them.
  const { all, over } = decidedEntries(Item, clock.now() - CLOCK_TOLERANCE_MS)
  if (over.length > 0) {
    const dropping = {
      UpdateExpression: `DELETE ${DECIDED} :over`,
      ExpressionAttributeValues: { ':over': { SS: over } },
    }
    await dynamo.send(new UpdateItemCommand({ ...address, ...dropping }))
  }
  return listsAllDecided(Item, clock.now()) && all.length - over.length < MOST_DECIDED
}
