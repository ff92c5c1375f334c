import { type DynamoDBClient, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb'
import type { StreamFolder } from './fold-streams.ts'
import { judgeEvent } from './judge-event.ts'
import { keyOf } from './progress.ts'
import { judgeWithData, type LargeData } from './with-data.ts'

interface Reading extends LargeData {
  readonly client: DynamoDBClient
  readonly eventTable: string
  /** Stops between two pages. */
  readonly signal: AbortSignal
}

/**
 * A verification that goes on may go on in the middle of a stream. This folds the stream from its first event to the one at the
 * cursor, so that the folder knows what it knew when the run was stopped: the sequence that comes next, and the aggregate's state.
 * What it finds wrong was counted by the run that was stopped.
 */
export async function foldAgain(reading: Reading, folder: StreamFolder, cursor: string): Promise<void> {
  const { client, eventTable, catalog, signal } = reading
  const { pk, sk } = keyOf(cursor)
  let last: QueryCommandOutput['LastEvaluatedKey']
  do {
    signal.throwIfAborted()
    const page: QueryCommandOutput = await client.send(
      new QueryCommand({
        TableName: eventTable,
        KeyConditionExpression: 'pk = :pk AND sk <= :sk',
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
        ConsistentRead: true,
        ExclusiveStartKey: last,
      }),
    )
    await judgeWithData(page.Items ?? [], reading, ({ item, event, failure }) => {
      const { event: readable } = failure ? {} : judgeEvent(catalog, item, event)
      if (readable) folder.fold(readable)
    })
    last = page.LastEvaluatedKey
  } while (last)
}
