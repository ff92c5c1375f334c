import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { idempotencyKey } from '../../../lambdas/runtime/consumer/process-message.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
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

const MAX_KEYS = 100

/** The verdict on each letter, by the letter. A consumer that is no longer declared cannot be judged: it has no entry. */
export async function readVerdicts<
  Some extends Pick<LetterSummary, 'consumer' | 'id' | 'firstFailedAt' | 'replayScope'>,
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
    verdicts.set(letter, verdictOf({ consumer, happenedAt: timeOfLetter(letter), marker, now }))
  }
  return verdicts
}

/** The one under which the consumer keeps its marker of this letter. */
export const keyOf = ({ consumer, id, replayScope }: Pick<LetterSummary, 'consumer' | 'id' | 'replayScope'>): string =>
  idempotencyKey({ name: consumer }, { id, replayScope })

export const leavesMarkers = ({ idempotency }: Pick<ConsumerDeclaration, 'idempotency'>): boolean =>
  idempotency === 'atomic' || idempotency === 'lease'

async function readMarkers({ dynamo, processedTable }: MarkerStore, keys: readonly string[]) {
  const found = new Map<string, Record<string, AttributeValue>>()
  const pages = Array.from({ length: Math.ceil(keys.length / MAX_KEYS) }, (_, page) =>
    keys.slice(page * MAX_KEYS, (page + 1) * MAX_KEYS),
  )
  const readPage = async (page: readonly string[]) => {
    let Keys: Record<string, AttributeValue>[] = page.map((pk) => ({ pk: { S: pk } }))
    while (Keys.length > 0) {
      const { Responses, UnprocessedKeys } = await dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [processedTable]: { Keys, ConsistentRead: true } } }),
      )
      for (const item of Responses?.[processedTable] ?? []) found.set(item.pk?.S ?? '', item)
      Keys = UnprocessedKeys?.[processedTable]?.Keys ?? []
    }
  }
  await Promise.all(pages.map(readPage))
  return found
}
