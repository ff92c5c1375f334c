/** Number of calls by service and operation, e.g. `dynamodb PutItem`; by HTTP method where that suffices, e.g. `ses POST`. */
export type ComponentCalls = Readonly<Record<string, number>>

/**
 * Assumed duration of a call from within the region, milliseconds. Not measured: AWS promises "single-digit millisecond" for
 * DynamoDB and nothing for the others; these are usual medians. A transaction is taken for twice a plain write.
 */
export const CALL_MS = {
  'dynamodb TransactWriteItems': 10,
  'dynamodb TransactGetItems': 10,
  dynamodb: 5,
  events: 20,
  sns: 20,
  sqs: 10,
  s3: 40,
  scheduler: 40,
  ses: 100,
} as const

const OTHER_MS = 20

export const callMs = (calls: ComponentCalls): number =>
  Object.entries(calls).reduce((sum, [call, count]) => sum + count * msOf(call), 0)

function msOf(call: string): number {
  const times: Readonly<Record<string, number>> = CALL_MS
  return times[call] ?? times[call.split(' ')[0] ?? ''] ?? OTHER_MS
}
