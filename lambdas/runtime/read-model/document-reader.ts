import { type AttributeValue, type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { TableIndex } from '../declarations/table-index.ts'
import { documentKey, generationPrefix, toParts } from './document-item.ts'
import type { Generations } from './generations.ts'
import type { DocumentKey, Parts } from './parts.ts'

export interface DocumentPage {
  readonly documents: readonly Parts[]
  /** Sort key of the last document, when there are more; give it as `before` for the next page. */
  readonly next: string | undefined
}

export interface DocumentQuery {
  readonly index: TableIndex
  /** The index's partition key as the projection gave it, without the generation. */
  readonly partition: string
  readonly limit: number
  /** Only what sorts before this: it names a position in any generation, so pages survive a switch. */
  readonly before?: string | undefined
}

export interface DocumentReader {
  /** Strongly consistent. */
  get(key: DocumentKey): Promise<Parts | undefined>
  /** Highest sort key first. Eventually consistent: a change shows here some milliseconds after `get` shows it. */
  query(query: DocumentQuery): Promise<DocumentPage>
}

/** Reads the live generation of one read model. */
export function createDocumentReader(
  client: DynamoDBClient,
  table: string,
  model: string,
  generations: () => Promise<Generations>,
): DocumentReader {
  const live = async () => ({ model, name: (await generations()).live })
  return {
    get: async (key) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: documentKey(await live(), key), ConsistentRead: true }),
      )
      return Item && toParts(Item)
    },
    query: async ({ index, partition, limit, before }) => {
      const values: Record<string, AttributeValue> = { ':partition': { S: generationPrefix(await live()) + partition } }
      if (before !== undefined) values[':before'] = { S: before }
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: index.name,
          KeyConditionExpression: `#partition = :partition${before === undefined ? '' : ' AND #sort < :before'}`,
          ExpressionAttributeNames: {
            '#partition': index.partitionKey,
            ...(before !== undefined && { '#sort': index.sortKey }),
          },
          ExpressionAttributeValues: values,
          ScanIndexForward: false,
          // One more than shown tells whether there is a next page.
          Limit: limit + 1,
        }),
      )
      const shown = Items.slice(0, limit)
      return {
        documents: shown.map(toParts),
        // A page of large documents may end at DynamoDB's own limit of 1 MB.
        next: Items.length > limit || LastEvaluatedKey ? shown.at(-1)?.[index.sortKey]?.S : undefined,
      }
    },
  }
}
