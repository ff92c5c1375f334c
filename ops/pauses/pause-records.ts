import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import { PAUSES } from '../../lambdas/runtime/declarations/keys.ts'

/**
 * The state that an operator has requested for a consumer. It is kept in a record, because an event source does not say who disabled it,
 * or why.
 * - `pause`: take no messages. - `drain`: finish the present messages, then pause. - `resume`: take messages again; this record is
 *   deleted when that is done.
 */
export interface PauseRecord {
  readonly consumer: string
  /** A new one for each change, so that a change is refused if the record is not the one that was read. */
  readonly id: string
  readonly intent: 'pause' | 'drain' | 'resume'
  readonly by: string
  readonly reason: string
  /** ISO 8601 */
  readonly since: string
}

/** The records of a stack, in its table of operations. None expires. */
export class PauseRecords {
  readonly #dynamo: Pick<DynamoDBClient, 'send'>
  readonly #table: string

  /** @param table output `OperationTableName` of the stack. */
  constructor(dynamo: Pick<DynamoDBClient, 'send'>, table: string) {
    this.#dynamo = dynamo
    this.#table = table
  }

  async all(): Promise<ReadonlyMap<string, PauseRecord>> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: PAUSES } },
      ConsistentRead: true,
    }
    // A record is short and there is one for each consumer at most: all fit one answer.
    const { Items = [] } = await this.#dynamo.send(new QueryCommand(query))
    return new Map(Items.map(fromItem).map((record) => [record.consumer, record]))
  }

  async read(consumer: string): Promise<PauseRecord | undefined> {
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: this.#table, Key: keyOf(consumer), ConsistentRead: true }),
    )
    return Item && fromItem(Item)
  }

  /** @param seen the record on which this decision rests. @returns false if it was changed since: then nothing was written. */
  async replace(record: PauseRecord, seen: PauseRecord | undefined): Promise<boolean> {
    const { consumer, ...fields } = record
    const Item = {
      ...keyOf(consumer),
      ...Object.fromEntries(Object.entries(fields).map(([name, S]) => [name, { S }])),
    }
    // The condition also fails for this very record, if the answer was lost and the SDK sent the call again.
    const ConditionExpression = seen ? 'id = :seen OR id = :id' : 'attribute_not_exists(pk) OR id = :id'
    const ExpressionAttributeValues = { ':id': { S: record.id }, ...(seen && { ':seen': { S: seen.id } }) }
    return unlessChanged(
      this.#dynamo.send(
        new PutItemCommand({ TableName: this.#table, Item, ConditionExpression, ExpressionAttributeValues }),
      ),
    )
  }

  /** @returns false if the record was changed since: then it stays. */
  async remove({ consumer, id }: PauseRecord): Promise<boolean> {
    return unlessChanged(
      this.#dynamo.send(
        new DeleteItemCommand({
          TableName: this.#table,
          Key: keyOf(consumer),
          ConditionExpression: 'attribute_not_exists(pk) OR id = :id',
          ExpressionAttributeValues: { ':id': { S: id } },
        }),
      ),
    )
  }
}

const keyOf = (consumer: string) => ({ pk: { S: PAUSES }, sk: { S: consumer } })

function fromItem(item: Record<string, AttributeValue>): PauseRecord {
  const text = (name: string): string => item[name]?.S ?? ''
  return {
    consumer: text('sk'),
    id: text('id'),
    intent: text('intent') as PauseRecord['intent'],
    by: text('by'),
    reason: text('reason'),
    since: text('since'),
  }
}

async function unlessChanged(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
    throw error
  }
}
