import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { isCompleted } from '../../lambdas/runtime/idempotency/marker.ts'

/** What a consumer's dedup marker says about an event. */
export type Mark = 'completed' | 'claimed' | 'expired' | 'none'

const MAX_KEYS = 100

/** Looks up the markers `<consumer>#<event_id>` of up to any number of events. */
export async function readMarks(
  { client, table, now }: { client: DynamoDBClient; table: string; now: number },
  consumer: string,
  eventIds: readonly string[],
): Promise<Record<Mark, number>> {
  const marks: Record<Mark, number> = { completed: 0, claimed: 0, expired: 0, none: 0 }
  for (let at = 0; at < eventIds.length; at += MAX_KEYS) {
    let keys = eventIds.slice(at, at + MAX_KEYS).map((id) => ({ pk: { S: `${consumer}#${id}` } }))
    marks.none += keys.length
    while (keys.length > 0) {
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys } } }),
      )
      for (const item of Responses?.[table] ?? []) {
        marks.none--
        const isExpired = Number(item.expires_at?.N ?? 0) < Math.floor(now / 1000)
        marks[isExpired ? 'expired' : isCompleted(item, now) ? 'completed' : 'claimed']++
      }
      keys = (UnprocessedKeys?.[table]?.Keys ?? []) as typeof keys
    }
  }
  return marks
}
