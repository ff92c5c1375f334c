import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { shardedKey } from '../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { fromDeadLetterItem } from '../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { isCompleted } from '../../lambdas/runtime/idempotency/marker.ts'
import { readKeys } from '../rebuild/read-keys.ts'
import { type Addressees, type DeadLetterNote, deliveryKey } from './trace.ts'

export interface RecordTables {
  readonly dynamo: DynamoDBClient
  readonly processed: string
  readonly deadLetters: string
}

export interface Deliverable {
  readonly id: string
  readonly type: string
}

/** Reads the dedup markers and dead letters of each of these messages, for each of its consumers. @param now epoch milliseconds. */
export async function readRecords(
  { dynamo, processed, deadLetters }: RecordTables,
  messages: readonly Deliverable[],
  addressees: Addressees,
  now: number,
): Promise<{
  readonly marks: ReadonlyMap<string, 'completed' | 'claimed'>
  readonly deadLetters: ReadonlyMap<string, DeadLetterNote>
}> {
  const pairs = messages.flatMap(({ id, type }) => addressees.of(type).map((consumer) => ({ consumer, id })))
  const marked = pairs.filter(({ consumer }) => addressees.leavesMarkers(consumer))
  const [markers, letters] = await Promise.all([
    readKeys(
      dynamo,
      processed,
      marked.map(({ consumer, id }) => ({ pk: { S: deliveryKey(consumer, id) } })),
    ),
    readKeys(
      dynamo,
      deadLetters,
      pairs.map(({ consumer, id }) => ({ pk: { S: shardedKey(consumer, id) }, sk: { S: id } })),
    ),
  ])
  return {
    marks: new Map(
      markers.map((item) => [item.pk?.S ?? '', isCompleted(item, now) ? 'completed' : 'claimed'] as const),
    ),
    deadLetters: new Map(
      letters.map((item) => {
        const letter = fromDeadLetterItem(item)
        const note: DeadLetterNote = {
          error_type: letter.errorType,
          error: letter.errorMessage,
          thrown_in: letter.thrownIn ?? null,
          attempts: letter.attempts,
          last_failed_at: letter.lastFailedAt,
          status: letter.status,
        }
        return [deliveryKey(letter.consumer, letter.id), note] as const
      }),
    ),
  }
}
