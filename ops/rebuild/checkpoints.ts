import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { recordKey } from '../../lambdas/runtime/read-model/generations.ts'

const isJson = (text: string): boolean => {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
const count = z.int().check(z.nonnegative())
const checkpointSchema = z.object({
  segment: count,
  events: count,
  documents: count,
  cursor: z.optional(z.string().check(z.refine(isJson))),
})

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

function parse(generation: string, key: string, text: string): Checkpoint {
  try {
    return checkpointSchema.parse(JSON.parse(text)) as Checkpoint
  } catch (cause) {
    throw new Error(`${key} is damaged: the rebuild of ${generation} cannot go on. Drop ${generation}, and rebuild.`, {
      cause,
    })
  }
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
  const items = async () => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': { S: prefix } },
        ConsistentRead: true,
      }),
    )
    return Items
  }
  return {
    load: async () => (await items()).map(({ sk, checkpoint }) => parse(generation, sk?.S ?? '', checkpoint?.S ?? '')),
    save: async (checkpoint) => {
      const Item = { ...keyOf(checkpoint.segment), checkpoint: { S: JSON.stringify(checkpoint) } }
      await client.send(new PutItemCommand({ TableName: table, Item }))
    },
    clear: async () => {
      // By their keys: what cannot be read must go, too.
      for (const { pk, sk } of await items()) {
        if (pk && sk) await client.send(new DeleteItemCommand({ TableName: table, Key: { pk, sk } }))
      }
    },
  }
}
