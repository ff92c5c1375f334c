import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { idempotencyKey } from '../../../lambdas/runtime/consumer/process-message.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { readKeys } from '../../rebuild/read-keys.ts'
import type { LetterSummary } from '../letters/letter.ts'
import { timeOfLetter } from './time-of-letter.ts'
import { type Verdict, verdictOf } from './verdict.ts'

export interface MarkerStore {
  readonly dynamo: Pick<DynamoDBClient, 'send'>
  /** Output `ProcessedTableName` of the stack. */
  readonly processedTable: string
  readonly now: () => number
  readonly consumers: ReadonlyMap<string, ConsumerDeclaration>
}

/** The verdict on each letter, by the letter. A consumer that is no longer declared cannot be judged: it has no entry. */
export async function readVerdicts<
  Some extends Pick<LetterSummary, 'consumer' | 'id' | 'firstFailedAt' | 'replayScope' | 'errorType'>,
>(store: MarkerStore, letters: readonly Some[]): Promise<Map<Some, Verdict>> {
  const asked = letters.flatMap((letter) => {
    const consumer = store.consumers.get(letter.consumer)
    return consumer && leavesMarkers(consumer) ? [keyOf(letter)] : []
  })
  const markers = await readMarkers(store, [...new Set(asked)])
  const now = store.now()
  const verdicts = new Map<Some, Verdict>()
  for (const letter of letters) {
    const consumer = store.consumers.get(letter.consumer)
    if (!consumer) continue
    const marker = markers.get(keyOf(letter))
    verdicts.set(
      letter,
      verdictOf({ consumer, happenedAt: timeOfLetter(letter), errorType: letter.errorType, marker, now }),
    )
  }
  return verdicts
}

/** The key under which the consumer keeps its dedup marker of this letter. */
export const keyOf = ({ consumer, id, replayScope }: Pick<LetterSummary, 'consumer' | 'id' | 'replayScope'>): string =>
  idempotencyKey({ name: consumer }, { id, replayScope })

export const leavesMarkers = ({ idempotency }: Pick<ConsumerDeclaration, 'idempotency'>): boolean =>
  idempotency === 'atomic' || idempotency === 'lease'

async function readMarkers({ dynamo, processedTable }: MarkerStore, keys: readonly string[]) {
  const asked = keys.map((pk) => ({ pk: { S: pk } }))
  const items = await readKeys(dynamo, processedTable, asked, { ConsistentRead: true })
  return new Map(items.map((item) => [item.pk?.S ?? '', item]))
}
