import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { StagedWrite } from '../effects/staged-write.ts'
import { PipelineError } from '../errors.ts'

/** The marker is there and has not expired: the effect has happened before. */
export class AlreadyProcessed extends PipelineError {
  override readonly name: string = 'AlreadyProcessed'
  constructor(key: string) {
    super('ALREADY_PROCESSED', `${key} has been processed before.`)
  }
}

/** Epoch seconds, as DynamoDB's TTL wants them. */
export const secondsOf = (epochMs: number): number => Math.floor(epochMs / 1000)

/**
 * The dedup marker of an `atomic` consumer, written in one transaction with its effects.
 *
 *     delivery 1   ──[marker + effects]───────────────────────────────────────────►
 *     copy         ─────────────[refused: marker]─────────────────────────────────►
 *     after TTL    ────────────────────────────────────expires_at──[marker + effects]─►  (may still stand: TTL deletes late)
 */
export function marker(table: string, key: string, now: number, ttlSeconds: number): StagedWrite {
  const expiresAt = { N: String(secondsOf(now) + ttlSeconds) }
  const condition = [
    // Nobody has processed it.
    'attribute_not_exists(pk)',
    // Or so long ago that the marker counts as gone: DynamoDB deletes expired items up to days late.
    'expires_at < :now',
  ].join(' OR ')
  return {
    key: JSON.stringify([table, { S: key }, undefined]),
    onConditionFailed: () => new AlreadyProcessed(key),
    // Only used for a marker without effects. If a marker is there, it does not matter which attempt has put it there.
    isOwn: (current) => current.expires_at?.N === expiresAt.N,
    item: {
      Put: {
        TableName: table,
        // Kept small, because a request for a batch contains ten of these or more.
        Item: { pk: { S: key }, expires_at: expiresAt },
        ConditionExpression: condition,
        ExpressionAttributeValues: { ':now': { N: String(secondsOf(now)) } },
      },
    },
  }
}

/** Whether a stored marker or completed lease says that the effect has happened, and has not expired. */
export const isCompleted = (item: Record<string, AttributeValue> | undefined, now: number): boolean =>
  item !== undefined &&
  (item.state?.S ?? 'completed') === 'completed' &&
  Number(item.expires_at?.N ?? 0) >= secondsOf(now)
