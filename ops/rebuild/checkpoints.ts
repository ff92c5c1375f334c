import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import { recordKey } from '../../lambdas/runtime/read-model/generations.ts'

/** How far one segment of a rebuild has come. Everything up to here is written. */
export interface Checkpoint {
  readonly segment: number
  readonly events: number
  readonly documents: number
  /** Where the next page begins; absent when the segment is done. */
  readonly cursor?: string
}

export interface Checkpoints {
  load(): Promise<Checkpoint[]>
  save(checkpoint: Checkpoint): Promise<void>
  clear(): Promise<void>
}

/** Kept beside the generations' record, so that any machine can take up a rebuild that died on another. */
export function createCheckpoints(
  client: DynamoDBClient,
  table: string,
  model: string,
  generation: string,
): Checkpoints {
  const { pk } = recordKey(model)
  const prefix = `checkpoint#${generation}#`
  const keyOf = (segment: number): { pk: AttributeValue; sk: AttributeValue } => ({
    pk,
    sk: { S: prefix + String(segment).padStart(4, '0') },
  })
  const load = async () => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': { S: prefix } },
        ConsistentRead: true,
      }),
    )
    return Items.map((item) => JSON.parse(item.checkpoint?.S ?? '') as Checkpoint)
  }
  return {
    load,
    save: async (checkpoint) => {
      const Item = { ...keyOf(checkpoint.segment), checkpoint: { S: JSON.stringify(checkpoint) } }
      await client.send(new PutItemCommand({ TableName: table, Item }))
    },
    clear: async () => {
      for (const { segment } of await load()) {
        await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(segment) }))
      }
    },
  }
}
