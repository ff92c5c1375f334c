import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'

type Item = Record<string, AttributeValue>

const MAX_KEYS = 100

/** Items by their keys, as many as there are. */
export async function readKeys(dynamo: DynamoDBClient, table: string, keys: readonly Item[]): Promise<Item[]> {
  const items: Item[] = []
  for (let at = 0; at < keys.length; at += MAX_KEYS) {
    let left: Item[] = keys.slice(at, at + MAX_KEYS)
    while (left.length > 0) {
      const command = new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left } } })
      const answer: BatchGetItemCommandOutput = await dynamo.send(command)
      items.push(...(answer.Responses?.[table] ?? []))
      left = answer.UnprocessedKeys?.[table]?.Keys ?? []
    }
  }
  return items
}
