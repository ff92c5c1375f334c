import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'

/** An added item, as the table's stream tells of it. */
export interface StreamRecord {
  /** Where the stream goes on when this record could not be relayed. */
  readonly sequenceNumber: string
  /** Its string and number attributes, numbers as text. */
  readonly item: Readonly<Record<string, string | undefined>>
  /** Epoch milliseconds, exact to the second. */
  readonly createdAt: number
}

/** What was added. Changes and expiries are no news to anybody. */
export const insertedRecords = (event: DynamoDBStreamEvent): StreamRecord[] =>
  event.Records.filter(({ eventName }) => eventName === 'INSERT').map(({ dynamodb = {} }) => ({
    sequenceNumber: dynamodb.SequenceNumber ?? '',
    item: Object.fromEntries(
      Object.entries(dynamodb.NewImage ?? {}).map(([name, value]) => [name, value.S ?? value.N]),
    ),
    createdAt: (dynamodb.ApproximateCreationDateTime ?? 0) * 1000,
  }))

/** The stream goes on at the first record that failed; what follows it is relayed again, which consumers tolerate. */
export function resumeAtFirst(records: readonly StreamRecord[], failed: ReadonlySet<string>): DynamoDBBatchResponse {
  const first = records.find(({ sequenceNumber }) => failed.has(sequenceNumber))
  return { batchItemFailures: first ? [{ itemIdentifier: first.sequenceNumber }] : [] }
}
