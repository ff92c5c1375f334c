import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'

/**
 * What an operator wants of a consumer, kept until somebody wants something else; an event source cannot tell who has
 * switched it off, or why.
 * - `pause`: takes nothing. - `drain`: finishes what was there, then pauses. - `resume`: takes everything again; kept only until
 *   that is so.
 */
export interface PauseRecord {
  readonly consumer: string
  /** Another for each change: who changes it says which one was seen. */
  readonly id: string
  readonly intent: 'pause' | 'drain' | 'resume'
  readonly by: string
  readonly reason: string
  /** ISO 8601 */
  readonly since: string
}

const PARTITION = 'consumer-pauses'

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
      ExpressionAttributeValues: { ':pk': { S: PARTITION } },
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

  /** @param seen what this decision rests on. @returns false when somebody has changed it since: nothing was written. */
  async replace(record: PauseRecord, seen: PauseRecord | undefined): Promise<boolean> {
    const { consumer, ...fields } = record
    const Item = {
      ...keyOf(consumer),
      ...Object.fromEntries(Object.entries(fields).map(([name, S]) => [name, { S }])),
    }
    // Or it is this very record: an answer was lost, and the call was sent again.
    const ConditionExpression = seen ? 'id = :seen OR id = :id' : 'attribute_not_exists(pk) OR id = :id'
    const ExpressionAttributeValues = { ':id': { S: record.id }, ...(seen && { ':seen': { S: seen.id } }) }
    return unlessChanged(
      this.#dynamo.send(
        new PutItemCommand({ TableName: this.#table, Item, ConditionExpression, ExpressionAttributeValues }),
      ),
    )
  }

  /** @returns false when somebody has changed it since: it stays. */
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

const keyOf = (consumer: string) => ({ pk: { S: PARTITION }, sk: { S: consumer } })

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
