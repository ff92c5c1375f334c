import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'
import { holdKey, numberOf } from './items.ts'
import type { ParkingEnvironment } from './parked-table.ts'
import type { LeaseConditions, ReleaseLease } from './parking.ts'
import { DynamoReleaseLease, FORGOTTEN_MS } from './release-lease.ts'

/**
 * Takes the right to release one aggregate, if nobody has it.
 *
 *     release 1   ──[lease until T]──head──✗ killed
 *     operator    ───────────────────skip: refused until T──────────────────skip
 *     release 2   ────────[lease: refused until T]────────────────[lease]──head: a duplicate, if it was done──►
 *
 * @param until epoch milliseconds at which its function has certainly ended.
 * @param conditions its token is that of a wake-up that was sent by itself: it counts only as long as no newer one was sent and the head has
 * not failed for good since. So however many of them are on their way, a head is tried as often as was declared.
 */
export async function takeReleaseLease(
  environment: ParkingEnvironment,
  group: string,
  until: number,
  { token, onlyHead = false, position }: LeaseConditions = {},
  signal?: AbortSignal,
): Promise<ReleaseLease | 'live' | 'superseded' | { readonly busySeconds: number }> {
  const { dynamo, table, consumer, clock, ids, visibilityTimeoutSeconds = 0 } = environment
  const runner = ids.next('release')
  const now = clock.now()
  const update = new UpdateItemCommand({
    TableName: table,
    Key: holdKey(consumer, group),
    // If its function dies, its message comes back after the visibility timeout; a new one is sent only later. Where a person tries the
    // head alone, none is, and one that was sent before counts no more: it would release what waits behind the head.
    UpdateExpression: onlyHead
      ? 'SET runner = :runner, running_until = :until REMOVE wake_ups, wake_token, retry_at ADD version :one, tries :one'
      : 'SET runner = :runner, running_until = :until, retry_at = :forgotten REMOVE wake_ups ADD version :one, tries :one',
    ConditionExpression: [
      // It is held.
      'attribute_exists(pk)',
      // And nobody releases it: or whoever did has died, or this is the same lease, sent again after a lost answer.
      '(attribute_not_exists(running_until) OR running_until < :now OR runner = :runner)',
      // No newer wake-up was sent by itself.
      ...(token === undefined ? [] : ['wake_token = :token']),
      // It is the head that a person wanted tried: not one that came after it because an earlier message like this has done it.
      ...(position === undefined ? [] : ['head_position = :position']),
    ].join(' AND '),
    ExpressionAttributeValues: {
      ':runner': { S: runner },
      ':until': { N: String(until) },
      ...(!onlyHead && {
        ':forgotten': { N: String(until + Math.max(FORGOTTEN_MS, visibilityTimeoutSeconds * 1000)) },
      }),
      ':now': { N: String(now) },
      ':one': { N: '1' },
      ...(token !== undefined && { ':token': { S: token } }),
      ...(position !== undefined && { ':position': { N: String(position) } }),
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  try {
    const { Attributes = {} } = await dynamo.send(update, { ...(signal && { abortSignal: signal }) })
    return new DynamoReleaseLease(environment, group, runner, Attributes)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
    const { Item } = error as Error & { Item?: Item }
    if (!Item) return 'live'
    if (token !== undefined && Item.wake_token?.S !== token) return 'superseded'
    if (position !== undefined && numberOf(Item, 'head_position') !== position) return 'superseded'
    return { busySeconds: Math.max(1, (numberOf(Item, 'running_until') - now) / 1000) }
  }
}
