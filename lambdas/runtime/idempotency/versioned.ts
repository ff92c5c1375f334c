import type { AttributeValue, Put } from '@aws-sdk/client-dynamodb'
import { selfGuarded } from './self-guarded.ts'

/**
 * The effect's own condition rejects what is not newer than what it has. Cheapest of the four strategies: one plain write per
 * event and no marker; never expires. Right when each event carries the whole of what is written.
 */
export const versioned = selfGuarded

/**
 * Replaces an item by a newer version of it.
 *
 *     sequence 1 ──[written]──────────────────────────────►
 *     sequence 3 ──────────────[written]──────────────────►
 *     sequence 2 ────────────────────────[refused: 3 ≥ 2]─►   late
 *     sequence 3 ──────────────────────────────[refused]──►   repeated
 */
export function putIfNewer(
  table: string,
  item: Record<string, AttributeValue>,
  /** Position of the event in its aggregate's stream, and the attribute that keeps it. */
  version: { readonly attribute: string; readonly sequence: number },
): Put {
  const sequence = { N: String(version.sequence) }
  return {
    TableName: table,
    Item: { ...item, [version.attribute]: sequence },
    ConditionExpression: [
      // Nothing is stored yet.
      'attribute_not_exists(pk)',
      // Or written before versions were kept.
      'attribute_not_exists(#version)',
      // Or older than this event; equal means this event itself.
      '#version < :version',
    ].join(' OR '),
    ExpressionAttributeNames: { '#version': version.attribute },
    ExpressionAttributeValues: { ':version': sequence },
  }
}
