import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../system/clock.ts'
import type { GroupCommit } from './group-commit.ts'
import { AlreadyProcessed, marker, secondsOf } from './marker.ts'
import type { IdempotencyWay } from './way.ts'

export interface AtomicEnvironment {
  readonly clock: Clock
  readonly dynamo: DynamoDBClient
  readonly processedTable: string
  readonly ttlSeconds: number
  readonly groupCommit: GroupCommit
}

/** Marker and effects in one transaction: both or neither, whatever crashes in between. */
export const atomic = (environment: AtomicEnvironment): IdempotencyWay => ({
  recall: (keys) => completedMarkers(environment, keys),
  async process({ key, handle }) {
    const { clock, processedTable, ttlSeconds, groupCommit } = environment
    try {
      await groupCommit.commit(async () => {
        const { writes } = await handle()
        return { writes: [marker(processedTable, key, clock.now(), ttlSeconds), ...writes] }
      })
      return 'processed'
    } catch (error) {
      if (error instanceof AlreadyProcessed) return 'duplicate'
      throw error
    }
  },
})

async function completedMarkers(
  { clock, dynamo, processedTable }: AtomicEnvironment,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const { Responses } = await dynamo.send(
    new BatchGetItemCommand({
      RequestItems: {
        [processedTable]: {
          Keys: keys.map((key) => ({ pk: { S: key } })),
          ProjectionExpression: 'pk, expires_at',
          ConsistentRead: true,
        },
      },
    }),
  )
  const now = secondsOf(clock.now())
  const completed = (Responses?.[processedTable] ?? []).filter((item) => Number(item.expires_at?.N) >= now)
  return new Set(completed.map((item) => item.pk?.S ?? ''))
}
