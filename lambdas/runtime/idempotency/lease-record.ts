import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import { secondsOf } from './marker.ts'

/** A request for the lease: who wants it, and from when to when. */
export interface LeaseClaim {
  readonly key: string
  /** Random; nobody else has it. */
  readonly owner: string
  /** Epoch milliseconds. */
  readonly now: number
  /** Epoch milliseconds: the function's deadline plus clock skew. After that its holder is certainly dead. */
  readonly until: number
  /** How long the record is kept; no copy of the event can arrive later. */
  readonly ttlSeconds: number
}

export type LeaseState = 'claimed' | 'released' | 'completed'

/** The record as it was when a conditional write met it. */
export interface LeaseRecord {
  readonly state: LeaseState
  readonly owner: string
  readonly fence: number
  /** Epoch milliseconds. */
  readonly claimedUntil: number
  /** State of the record before this claim; undefined for a first claim, or where the record had expired. */
  readonly previousState: LeaseState | undefined
  /** Past its `expires_at`: counts as deleted. */
  readonly expired: boolean
  /** What was done outside by a holder that could not complete. */
  readonly done: Done | undefined
}

/** What has been done outside for a message that is not completed. */
export interface Done {
  /** Steps that are done, in the form that {@link Steps.toRecord} gives them. */
  readonly steps: string
  /** Whether the handler had returned: then it had no step left to do, and only its commit is missing. */
  readonly handled: boolean
}

/**
 * Takes the lease, if it is free.
 *
 * A claim whose answer was lost is refused when it is sent again, and what refuses it is its own record: it holds the
 * lease, and the record still says from whom it took over.
 *
 *     A  ──claim(fence 1)──effect──✗ crash
 *     B  ───────────claim: refused, waits until the lease ends
 *     B  ──────────────────────────────────claim(fence 2)──effect──complete──────►
 *     A  ─────────────────────────────────────────────wakes up──complete: refused
 */
export const claimUpdate = (table: string, claim: LeaseClaim): UpdateItemCommandInput => ({
  TableName: table,
  Key: { pk: { S: claim.key } },
  UpdateExpression: [
    'SET #state = :claimed, #owner = :owner, claimed_until = :until, expires_at = :expires_at,',
    // Right-hand sides read the item as it was: what this claim took over from.
    'previous_state = if_not_exists(#state, :none), previous_expiry = if_not_exists(expires_at, :zero)',
    'ADD fence :one',
  ].join(' '),
  ConditionExpression: [
    // Nobody has claimed this event.
    'attribute_not_exists(pk)',
    // Or so long ago that the record counts as gone: DynamoDB deletes expired items up to days late.
    'expires_at < :now_seconds',
    // Or someone tried, failed in an orderly way and gave it back.
    '#state = :released',
    // Or someone tried and died: a lease outlives its function.
    '(#state = :claimed AND claimed_until < :now)',
  ].join(' OR '),
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: {
    ':claimed': { S: 'claimed' },
    ':released': { S: 'released' },
    ':none': { S: '' },
    ':owner': { S: claim.owner },
    ':until': { N: String(claim.until) },
    ':expires_at': { N: String(secondsOf(claim.now) + claim.ttlSeconds) },
    ':now': { N: String(claim.now) },
    ':now_seconds': { N: String(secondsOf(claim.now)) },
    ':one': { N: '1' },
    ':zero': { N: '0' },
  },
  ReturnValues: 'ALL_OLD',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
})

/**
 * Ends the lease as done, once: when repeated after a lost answer it is refused, and so are the effects beside it. Owner and
 * fence stay in the record, and tell that it was this claim that was completed.
 */
export const completeUpdate = (table: string, { key, owner, ttlSeconds }: LeaseClaim, fence: number, now: number) => ({
  TableName: table,
  Key: { pk: { S: key } },
  UpdateExpression:
    'SET #state = :completed, completed_at = :now, expires_at = :expires_at REMOVE claimed_until, steps, handled, steps_expire_at',
  ConditionExpression: [
    // Nobody has taken the lease over since. The fence says the same in a number that downstreams can compare.
    '#owner = :owner AND fence = :fence',
    // And an earlier try of this very commit, whose answer was lost or late, has not done it.
    '#state = :claimed',
  ].join(' AND '),
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: {
    ':completed': { S: 'completed' },
    ':claimed': { S: 'claimed' },
    ':owner': { S: owner },
    ':fence': { N: String(fence) },
    ':now': { N: String(now) },
    ':expires_at': { N: String(secondsOf(now) + ttlSeconds) },
  },
})

/**
 * Gives the lease back after an orderly failure, so that the next attempt need not wait for its end.
 * @param done what has been done outside, if anything: goes into the same write.
 */
export const releaseUpdate = (table: string, claim: LeaseClaim, done: Done | undefined): UpdateItemCommandInput =>
  holderUpdate(table, claim, 'released', done)

/**
 * Puts on record what has been done outside, while its commit may still be carried out: the lease has to run out.
 *
 *     A  ──claim──effect──[commit ✗]──steps──┄ lease ends
 *     B  ───────────────────────────────────────────claim: finds the steps──[commit]──►
 *     A's commit, late: before B's claim it completes, as if it had been answered; after it, it is refused.
 *     A's steps, late:  after B's claim, or a completion, they are refused.
 */
export const stepsUpdate = (table: string, claim: LeaseClaim, done: Done): UpdateItemCommandInput =>
  holderUpdate(table, claim, 'claimed', done)

function holderUpdate(
  table: string,
  { key, owner, now, ttlSeconds }: LeaseClaim,
  state: LeaseState,
  done: Done | undefined,
): UpdateItemCommandInput {
  const set = ['#state = :state']
  if (done) set.push('steps = :steps, handled = :handled, steps_expire_at = :steps_expire_at')
  return {
    TableName: table,
    Key: { pk: { S: key } },
    UpdateExpression: `SET ${set.join(', ')}${state === 'released' ? ' REMOVE claimed_until' : ''}`,
    // It is still ours, and not completed after all.
    ConditionExpression: '#owner = :owner AND #state = :claimed',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: {
      ':state': { S: state },
      ':claimed': { S: 'claimed' },
      ':owner': { S: owner },
      ...(done && {
        ':steps': { S: done.steps },
        ':handled': { BOOL: done.handled },
        // A claim takes an expired record over as it stands, and starts it anew: steps have an end of their own.
        ':steps_expire_at': { N: String(secondsOf(now) + ttlSeconds) },
      }),
    },
  }
}

export function toLeaseRecord(item: Record<string, AttributeValue>, now: number): LeaseRecord {
  const number = (name: string): number => Number(item[name]?.N ?? 0)
  const hadExpired = number('previous_expiry') < secondsOf(now)
  return {
    state: item.state?.S as LeaseState,
    owner: item.owner?.S ?? '',
    fence: number('fence'),
    claimedUntil: number('claimed_until'),
    previousState: hadExpired ? undefined : ((item.previous_state?.S || undefined) as LeaseState | undefined),
    expired: number('expires_at') < secondsOf(now),
    done:
      item.steps?.S !== undefined && number('steps_expire_at') >= secondsOf(now)
        ? { steps: item.steps.S, handled: item.handled?.BOOL === true }
        : undefined,
  }
}

const names = { '#state': 'state', '#owner': 'owner' }
