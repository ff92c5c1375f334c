import {
  type ConsumedCapacity,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { bearsRepetition, type StagedWrite } from './staged-write.ts'

/**
 * Sends a single write that may be repeated as a plain write, at half the price of a transaction; everything else goes as one
 * transaction.
 * @param token makes the transaction idempotent for ten minutes after it is completed: "If the original TransactWriteItems
 *   call was successful, then subsequent TransactWriteItems calls with the same client token return successfully without
 *   making any changes" (DynamoDB Developer Guide, "Amazon DynamoDB Transactions: How it works").
 * @returns the write units consumed.
 * @throws what the SDK throws; `readVerdicts` understands it.
 */
export async function writeTogether(
  dynamo: DynamoDBClient,
  writes: readonly StagedWrite[],
  token: string,
  abortSignal: AbortSignal | undefined,
): Promise<number> {
  const options = abortSignal ? { abortSignal } : {}
  const [only] = writes
  if (writes.length === 1 && only && bearsRepetition(only)) {
    return (await writeAlone(dynamo, only.item, options))?.CapacityUnits ?? 0
  }
  const answer = await dynamo.send(
    new TransactWriteItemsCommand({
      TransactItems: writes.map(withCurrentItem),
      ClientRequestToken: token,
      ReturnConsumedCapacity: 'TOTAL',
    }),
    options,
  )
  return (answer.ConsumedCapacity ?? []).reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0)
}

async function writeAlone(
  dynamo: DynamoDBClient,
  { Put, Update, Delete }: TransactWriteItem,
  options: { abortSignal?: AbortSignal },
): Promise<ConsumedCapacity | undefined> {
  // The item as it stands tells a write that was refused from one whose first answer was lost.
  const settings = { ReturnConsumedCapacity: 'TOTAL', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const
  if (Put) return (await dynamo.send(new PutItemCommand({ ...Put, ...settings }), options)).ConsumedCapacity
  if (Update) return (await dynamo.send(new UpdateItemCommand({ ...Update, ...settings }), options)).ConsumedCapacity
  if (Delete) return (await dynamo.send(new DeleteItemCommand({ ...Delete, ...settings }), options)).ConsumedCapacity
  throw new Error('A staged write needs one of Put, Update, Delete, ConditionCheck.')
}

const returned = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const

/** Asks for the item that made a condition fail only where the write's error needs it: most need no more than the fact. */
function withCurrentItem({ item, onConditionFailed }: StagedWrite): TransactWriteItem {
  if (typeof onConditionFailed !== 'function' || onConditionFailed.length === 0) return item
  if (item.Put) return { Put: { ...item.Put, ...returned } }
  if (item.Update) return { Update: { ...item.Update, ...returned } }
  if (item.Delete) return { Delete: { ...item.Delete, ...returned } }
  return item.ConditionCheck ? { ConditionCheck: { ...item.ConditionCheck, ...returned } } : item
}
