import { type AttributeValue, type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { DocumentKey, Parts } from '../declarations/parts.ts'
import type { TableIndex } from '../declarations/table-index.ts'
import { documentKey, generationPrefix, toParts } from './document-item.ts'
import type { Generations } from './generations.ts'

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

export interface EntriesQuery {
  readonly id: string
  readonly limit: number
  /** `ascending`: lowest entry first. */
  readonly order: 'ascending' | 'descending'
  /** Only what comes after this entry, in that order. */
  readonly after?: string | undefined
}

export interface DocumentReader {
  /** Strongly consistent. */
  get(key: DocumentKey): Promise<Parts | undefined>
  /** Highest sort key first. Eventually consistent: a change shows here some milliseconds after `get` shows it. */
  query(query: DocumentQuery): Promise<DocumentPage>
  /** The entries of one id, e.g. the lines of a statement. Strongly consistent; `next` is an entry, to give as `after`. */
  entries(query: EntriesQuery): Promise<DocumentPage>
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
      return Item && documentOf(Item)
    },
    query: async ({ index, partition, limit, before }) =>
      page({
        IndexName: index.name,
        keys: [index.partitionKey, index.sortKey],
        partition: generationPrefix(await live()) + partition,
        limit,
        ascending: false,
        from: before,
      }),
    entries: async ({ id, limit, order, after }) =>
      page({
        ConsistentRead: true,
        keys: ['pk', 'sk'],
        partition: generationPrefix(await live()) + id,
        limit,
        ascending: order === 'ascending',
        from: after,
      }),
  }

  async function page({ keys: [partitionKey, sortKey], partition, limit, ascending, from, ...where }: PageQuery) {
    const values: Record<string, AttributeValue> = { ':partition': { S: partition } }
    const names: Record<string, string> = { '#partition': partitionKey }
    if (from !== undefined) {
      values[':from'] = { S: from }
      names['#sort'] = sortKey
    }
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        ...where,
        KeyConditionExpression: `#partition = :partition${from === undefined ? '' : ` AND #sort ${ascending ? '>' : '<'} :from`}`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ScanIndexForward: ascending,
        // One more than shown tells whether there is a next page.
        Limit: limit + 1,
      }),
    )
    const shown = Items.slice(0, limit)
    return {
      documents: shown.map(documentOf).filter((parts) => parts !== undefined),
      // A page of large documents may end at DynamoDB's own limit of 1 MB.
      next: Items.length > limit || LastEvaluatedKey ? shown.at(-1)?.[sortKey]?.S : undefined,
    }
  }
}

/** Nothing for a document of which all parts were taken out again, because its events were skipped. */
function documentOf(item: Record<string, AttributeValue>): Parts | undefined {
  const parts = toParts(item)
  return Object.keys(parts).length > 0 ? parts : undefined
}

interface PageQuery {
  readonly keys: readonly [partition: string, sort: string]
  readonly partition: string
  readonly limit: number
  readonly ascending: boolean
  readonly from: string | undefined
  readonly IndexName?: string
  readonly ConsistentRead?: boolean
}
