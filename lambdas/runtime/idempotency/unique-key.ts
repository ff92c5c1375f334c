import type { AttributeValue, Put } from '@aws-sdk/client-dynamodb'
import { AlreadyProcessed } from './marker.ts'
import { selfGuarded } from './self-guarded.ts'

/**
 * The effect's key is derived from the event, so a second write of it is refused: the effect is its own marker. One
 * plain write per event. Right for logs, ledgers and archives, and outside DynamoDB too (S3 `If-None-Match: *`).
 */
export const uniqueKey = selfGuarded

/**
 * Writes an item once. Its key must follow from the event alone, e.g. from `event_id`.
 *
 *     delivery 1 ──[written]──────────────────►
 *     copy       ────────────[refused: exists]─►
 */
export const putOnce = (table: string, item: Record<string, AttributeValue>): Put => ({
  TableName: table,
  Item: item,
  // Nobody has written this key.
  ConditionExpression: 'attribute_not_exists(pk)',
})

/**
 * For a write whose item only this event can have written, beside events or commands: if it is there, the event has been handled, so nothing of
 * what is staged happens, and it counts as a duplicate. Pass it in place of `'conflict'`, which would have the handler decide again.
 */
export const repetition = (): Error => new AlreadyProcessed('What this event writes')
