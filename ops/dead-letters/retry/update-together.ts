import {
  type AttributeValue,
  type ConditionalCheckFailedException,
  type DynamoDBClient,
  type TransactionCanceledException,
  TransactWriteItemsCommand,
  type Update,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'

/** One conditional update of one item. */
export interface ConditionalUpdate {
  readonly update: Update & { readonly ConditionExpression: string }
  /** Largest possible size of the item. */
  readonly bytes: number
  /**
   * Whether the item shows that this very update was made. Default: it never does. The SDK repeats a call whose answer was lost, and the
   * repetition is refused because of its own success.
   */
  readonly isMade?: (item: Record<string, AttributeValue>) => boolean
}

/** `refused`: the condition does not hold. The item is given as it is, undefined if there is none. */
export type Updated =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly item: Record<string, AttributeValue> | undefined }

export interface Updating {
  readonly dynamo: Pick<DynamoDBClient, 'send'>
  readonly pause: (milliseconds: number) => Promise<void>
}

/**
 * Updates in one transaction. A call for each update would cost the tool more than all the rest of its work; with more of them, one
 * refusal would cost more calls of their own. DynamoDB takes 100, and 4 MB of items:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
const MAX_UPDATES = 25
const MAX_BYTES = 3 * 1024 * 1024
/** Tries while another transaction is changing one of the items, which takes moments. */
const CONFLICT = { tries: 8, firstPauseMs: 50 }

/**
 * Makes conditional updates, each of which is done or refused by itself, as if they were made one by one. They are made in transactions,
 * which cost two write units for one; where one of them is refused its transaction does nothing, and they are made one by one. A transaction
 * that the SDK repeats has the same client token, so that it is made once.
 * @returns the outcomes, in the order of the updates.
 */
export async function updateTogether(
  environment: Updating,
  updates: readonly ConditionalUpdate[],
): Promise<readonly Updated[]> {
  const outcomes = await Promise.all(transactionsOf(updates).map((part) => updatePart(environment, part)))
  return outcomes.flat()
}

function transactionsOf(updates: readonly ConditionalUpdate[]): ConditionalUpdate[][] {
  const parts: ConditionalUpdate[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const update of updates) {
    const last = parts.at(-1)
    if (last && last.length < MAX_UPDATES && bytes + update.bytes <= MAX_BYTES) {
      last.push(update)
      bytes += update.bytes
    } else {
      parts.push([update])
      bytes = update.bytes
    }
  }
  return parts
}

async function updatePart(environment: Updating, part: readonly ConditionalUpdate[]): Promise<Updated[]> {
  if (part.length > 1 && (await isCommitted(environment, part))) return part.map(() => ({ kind: 'done' }))
  return Promise.all(part.map((one) => updateOne(environment, one)))
}

/** @returns false if none of the updates was made, because a condition does not hold or somebody else is changing one of the items. */
async function isCommitted({ dynamo }: Updating, part: readonly ConditionalUpdate[]): Promise<boolean> {
  try {
    const TransactItems = part.map(({ update }) => ({ Update: update }))
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems }))
    return true
  } catch (error) {
    if (!isNamed<TransactionCanceledException>(error, 'TransactionCanceledException')) throw error
    return false
  }
}

async function updateOne({ dynamo, pause }: Updating, { update, isMade }: ConditionalUpdate): Promise<Updated> {
  for (let attempt = 1; ; attempt++) {
    try {
      await dynamo.send(new UpdateItemCommand({ ...update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }))
      return { kind: 'done' }
    } catch (error) {
      if (isNamed<ConditionalCheckFailedException>(error, 'ConditionalCheckFailedException')) {
        return error.Item && isMade?.(error.Item) ? { kind: 'done' } : { kind: 'refused', item: error.Item }
      }
      if (!isNamed(error, 'TransactionConflictException') || attempt === CONFLICT.tries) throw error
      await pause(CONFLICT.firstPauseMs * 2 ** (attempt - 1))
    }
  }
}

const isNamed = <Named extends Error>(error: unknown, name: string): error is Named =>
  error instanceof Error && error.name === name
