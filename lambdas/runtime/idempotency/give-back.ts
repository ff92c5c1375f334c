import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import type { LeaseClaim } from './lease-record.ts'

/**
 * Gives back a lease that was perhaps taken, and under which nothing was done. Who then takes it over must find what this claim would have
 * found: whether an earlier holder had vanished.
 *
 *     A  ──claim──effect──✗ killed
 *     B  ──────────────────┄ lease ends ──claim: its answer is lost──gives back as A's
 *     C  ─────────────────────────────────────────────────────────────claim: took over from a holder that vanished
 *
 * Best effort, as every release. Loaded when a claim was left without an answer, which is rare; so it shares no code with what is loaded
 * at start.
 * @param send whether it was carried out.
 */
export async function giveBackUntouched(
  TableName: string,
  { key, owner, now }: LeaseClaim,
  send: (update: UpdateItemCommandInput) => Promise<boolean>,
): Promise<void> {
  const update = (UpdateExpression: string, not: string, more: UpdateItemCommandInput['ExpressionAttributeValues']) =>
    send({
      TableName,
      Key: { pk: { S: key } },
      UpdateExpression,
      // The lease is ours, and the record that it replaced was, or was not, somebody else's claim that still counted.
      ConditionExpression: `#owner = :owner AND #state = :claimed AND ${not}(previous_state = :claimed AND previous_expiry >= :now)`,
      ExpressionAttributeNames: { '#state': 'state', '#owner': 'owner' },
      ExpressionAttributeValues: {
        ':owner': { S: owner },
        ':claimed': { S: 'claimed' },
        ':now': { N: String(Math.floor(now / 1000)) },
        ...more,
      },
    })
  const isReleased = await update('SET #state = :state REMOVE claimed_until', 'NOT ', { ':state': { S: 'released' } })
  if (!isReleased) await update('SET claimed_until = :zero', '', { ':zero': { N: '0' } })
}
