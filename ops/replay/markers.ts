import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { isCompleted } from '../../lambdas/runtime/idempotency/marker.ts'
import { readKeys } from '../rebuild/read-keys.ts'

/** What a consumer's dedup marker says about an event. */
export type Mark = 'completed' | 'claimed' | 'expired' | 'none'

/** Looks up the markers `<consumer>#<event_id>` of up to any number of events. */
export async function readMarks(
  { client, table, now }: { client: DynamoDBClient; table: string; now: number },
  consumer: string,
  eventIds: readonly string[],
): Promise<Record<Mark, number>> {
  const keys = eventIds.map((id) => ({ pk: { S: `${consumer}#${id}` } }))
  const items = await readKeys(client, table, keys)
  const marks: Record<Mark, number> = { completed: 0, claimed: 0, expired: 0, none: keys.length - items.length }
  for (const item of items) {
    const isExpired = Number(item.expires_at?.N ?? 0) < Math.floor(now / 1000)
    marks[isExpired ? 'expired' : isCompleted(item, now) ? 'completed' : 'claimed']++
  }
  return marks
}
