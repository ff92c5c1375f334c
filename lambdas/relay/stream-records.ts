import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import type { Item } from '../runtime/aws/item.ts'
import type { RedriveRequest } from '../runtime/relay/set-aside.ts'

/** An added item, as the table's stream tells of it. */
export interface StreamRecord {
  /** Sequence number at which the stream goes on when this record could not be relayed. */
  readonly sequenceNumber: string
  readonly key: Item
  /** The item as it was stored. */
  readonly image: Item
  /** Its string and number attributes, numbers as text. */
  readonly item: Readonly<Record<string, string | undefined>>
  /** Epoch milliseconds, exact to the second. */
  readonly createdAt: number
}

/** The new item of a record. Changes and expiries are not published. */
export const insertedRecords = (event: DynamoDBStreamEvent): StreamRecord[] =>
  event.Records.filter(({ eventName }) => eventName === 'INSERT').map(({ dynamodb = {} }) => ({
    sequenceNumber: dynamodb.SequenceNumber ?? '',
    ...itemOf((dynamodb.NewImage ?? {}) as Item, dynamodb.Keys as Item | undefined),
    createdAt: (dynamodb.ApproximateCreationDateTime ?? 0) * 1000,
  }))

/** Records that an operator asks to be sent again; they were in the stream once. */
export const redrivenRecords = ({ redrive }: RedriveRequest): StreamRecord[] =>
  redrive.map(({ sequence_number, stored_at, item }) => ({
    sequenceNumber: sequence_number,
    ...itemOf(item),
    createdAt: Date.parse(stored_at),
  }))

function itemOf(image: Item, keys?: Item): Pick<StreamRecord, 'key' | 'image' | 'item'> {
  const { pk, sk } = image
  return {
    key: keys ?? { ...(pk && { pk }), ...(sk && { sk }) },
    image,
    item: Object.fromEntries(Object.entries(image).map(([name, value]) => [name, textOf(value)])),
  }
}

const textOf = ({ S, N }: AttributeValue): string | undefined => S ?? N

/** The stream goes on at the first record that failed; what follows it is relayed again, which consumers tolerate. */
export function resumeAtFirst(records: readonly StreamRecord[], failed: ReadonlySet<string>): DynamoDBBatchResponse {
  const first = records.find(({ sequenceNumber }) => failed.has(sequenceNumber))
  return { batchItemFailures: first ? [{ itemIdentifier: first.sequenceNumber }] : [] }
}
