import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { shardedKey } from '../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import type { ParkedEvent } from '../../lambdas/runtime/parking/parking.ts'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import type { ParkedEnvironment } from './environment.ts'

/** Key of a dead letter's item. */
export type LetterKey = ReturnType<typeof letterKey>

const letterKey = (consumer: string, eventId: string) => ({
  pk: { S: shardedKey(consumer, eventId) },
  sk: { S: eventId },
})

/** The dead letter of a parked event, if it has died and nobody has closed it. */
export async function waitingLetter(
  { dynamo, tables }: Pick<ParkedEnvironment, 'dynamo' | 'tables'>,
  consumer: string,
  eventId: string,
): Promise<LetterKey | undefined> {
  const Key = letterKey(consumer, eventId)
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: tables.deadLetters, Key, ConsistentRead: true }))
  return Item && WAITING.includes(Item.status?.S ?? '') ? Key : undefined
}

const WAITING = ['dead', 'retried']

/** An event that is skipped is archived, so that the list says that nobody has to care; one that is edited tells what replaces it. */
export function closeLetter(
  TableName: string,
  Key: LetterKey,
  { now, replacement }: { readonly now: number; readonly replacement: Pick<ParkedEvent, 'id'> | undefined },
): TransactWriteItem {
  const status = replacement ? 'edited' : 'archived'
  return {
    Update: {
      TableName,
      Key,
      UpdateExpression: `SET #status = :closed, ${status}_at = :at${replacement ? ', replaced_by = :replacement' : ''}`,
      ConditionExpression: '#status IN (:dead, :retried)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':closed': { S: status },
        ':dead': { S: 'dead' },
        ':retried': { S: 'retried' },
        ':at': { S: isoTime(now) },
        ...(replacement && { ':replacement': { S: replacement.id } }),
      },
    },
  }
}
