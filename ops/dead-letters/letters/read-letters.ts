import {
  type AttributeValue,
  type DynamoDBClient,
  paginateQuery,
  paginateScan,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb'
import { allKeysOf } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { FINGERPRINT_INDEX } from '../../../lambdas/runtime/declarations/tables.ts'
import { type LetterSummary, SUMMARY_ATTRIBUTES, toLetter } from './letter.ts'
import { isSelected, type LetterSelection } from './selection.ts'

export interface LetterStore {
  readonly dynamo: DynamoDBClient
  /** Output `DeadLetterTableName` of the stack. */
  readonly table: string
}

/** Parallel readers: of the shards of a consumer or a cause, or of the segments of the whole table. */
export const READERS = 8

/**
 * The selected letters, page by page in no particular order, in constant memory. One cause is read by its index (eventually
 * consistent), one consumer by its shards, and everything by a scan.
 * @param onPage is called for one page after another, and waited for.
 * @param pageSize most letters of a page. Default: what DynamoDB reads in a call, which is 1 MB. Up to {@link READERS} pages are in memory.
 */
export async function forEachPage(
  store: LetterStore,
  selection: LetterSelection,
  onPage: (letters: readonly LetterSummary[]) => Promise<void> | void,
  pageSize?: number,
): Promise<void> {
  const sources = sourcesOf({ ...store, pageSize }, selection)
  const next = sources[Symbol.iterator]()
  const reader = async () => {
    for (let source = next.next(); !source.done; source = next.next()) {
      for await (const items of source.value()) {
        const letters: LetterSummary[] = items.map(toLetter).filter((letter) => isSelected(selection, letter))
        if (letters.length > 0) await onPage(letters)
      }
    }
  }
  await Promise.all(Array.from({ length: READERS }, reader))
}

type Paging = LetterStore & { readonly pageSize: number | undefined }

type Pages = () => AsyncIterable<Record<string, AttributeValue>[]>

function sourcesOf(store: Paging, { consumer, fingerprint }: LetterSelection): readonly Pages[] {
  if (fingerprint !== undefined) {
    return allKeysOf(fingerprint).map((key) => () => queried(store, 'fingerprint', key, FINGERPRINT_INDEX))
  }
  if (consumer !== undefined) return allKeysOf(consumer).map((key) => () => queried(store, 'pk', key))
  return Array.from({ length: READERS }, (_, segment) => () => scanned(store, segment))
}

const names = Object.fromEntries(SUMMARY_ATTRIBUTES.map((name, index) => [`#p${index}`, name]))
const projection = {
  ProjectionExpression: Object.keys(names).join(', '),
  ExpressionAttributeNames: names,
}

async function* queried({ dynamo, table, pageSize }: Paging, attribute: string, key: string, index?: string) {
  const input: QueryCommandInput = {
    TableName: table,
    IndexName: index,
    ...projection,
    KeyConditionExpression: '#key = :key',
    ExpressionAttributeNames: { ...names, '#key': attribute },
    ExpressionAttributeValues: { ':key': { S: key } },
    ConsistentRead: index === undefined,
  }
  const paging = { client: dynamo, ...(pageSize !== undefined && { pageSize }) }
  for await (const { Items = [] } of paginateQuery(paging, input)) yield Items
}

async function* scanned({ dynamo, table, pageSize }: Paging, Segment: number) {
  const input = { TableName: table, ...projection, Segment, TotalSegments: READERS, ConsistentRead: true }
  const paging = { client: dynamo, ...(pageSize !== undefined && { pageSize }) }
  for await (const { Items = [] } of paginateScan(paging, input)) yield Items
}
