import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { PAUSES } from '../declarations/keys.ts'
import type { Clock } from '../system/clock.ts'

/**
 * For how many milliseconds an instance relies on its last answer that the consumer is not paused: a busy instance reads once a
 * minute.
 */
export const RUNNING_KNOWN_MS = 60_000

export interface PauseCheckEnvironment {
  readonly dynamo: Pick<DynamoDBClient, 'send'>
  readonly clock: Clock
  /** The table of operations. */
  readonly table: string
  readonly consumer: string
}

/**
 * Whether an operator has paused the consumer. A pause disables its event source, which stops the deliveries; but a deployment may
 * enable the event source again, as AWS does not promise the contrary. So the function checks for itself, and handles nothing from
 * a minute after the pause on.
 *
 *     operator    ──[record: paused]──event source disabled────────────────────────────────────────
 *     deployment  ────────────────────────────────────────────event source enabled────────────────
 *     function    ──batch (knows for a minute that it runs)─────────────────────────batch: given back
 *
 * @returns a function that never throws. If the table cannot be read, the last known answer counts, because an outage of this table
 * alone must not stop a consumer that nobody has paused.
 */
export function pauseCheck({ dynamo, clock, table, consumer }: PauseCheckEnvironment): () => Promise<boolean> {
  const read = new GetItemCommand({
    TableName: table,
    Key: { pk: { S: PAUSES }, sk: { S: consumer } },
    ConsistentRead: true,
  })
  let isPaused = false
  /** When the last answer was requested, epoch milliseconds. */
  let askedAt = Number.NEGATIVE_INFINITY
  return async () => {
    const now = clock.now()
    const isKnown = askedAt <= now && now - askedAt < RUNNING_KNOWN_MS
    if (isKnown && !isPaused) return false
    try {
      const { Item } = await dynamo.send(read)
      isPaused = Item?.intent?.S === 'pause'
      askedAt = now
    } catch {
      // The next batch asks again.
    }
    return isPaused
  }
}
