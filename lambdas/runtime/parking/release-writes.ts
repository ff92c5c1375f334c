import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { StagedWrite } from '../effects/staged-write.ts'
import { CAUSE_ATTRIBUTES } from './cause.ts'
import { eventKey, holdKey, summaryKey } from './items.ts'
import type { ParkedEvent } from './parking.ts'
import { named } from './refusal.ts'

/** The hold of one aggregate, as the lease that writes knows it. */
export interface LeasedHold {
  readonly table: string
  readonly consumer: string
  readonly group: string
  /** Values for {@link ours}. */
  readonly mine: Record<':runner' | ':version', AttributeValue>
}

/** Condition of every write of a lease. */
export const ours = [
  // Nobody has taken over.
  'runner = :runner',
  // Nothing has been parked since the next event was looked up.
  'version = :version',
].join(' AND ')

/**
 * The event goes, the next one is the head: not tried yet, so nothing is known against it.
 * @param isKnown it has died itself meanwhile: its cause and its time stand in the hold already.
 */
export function moveOn(
  held: LeasedHold,
  event: ParkedEvent | undefined,
  next: ParkedEvent,
  isKnown: boolean,
): StagedWrite[] {
  const { table, consumer, group, mine } = held
  // The release goes on with the next event at once. If its function dies first, `retry_at`, which the lease has set, has it woken up.
  const told = CAUSE_ATTRIBUTES.filter((name) => name !== 'retry_at')
  const names = Object.fromEntries(told.map((name) => [`#${name}`, name]))
  const forgotten = isKnown ? '' : `REMOVE ${Object.keys(names).join(', ')}`
  return [
    ...remove(held, event),
    named('hold', {
      Update: {
        TableName: table,
        Key: holdKey(consumer, group),
        UpdateExpression: `SET head_position = :position, tries = :one ${forgotten} ADD parked :minus_one, version :one`,
        ConditionExpression: ours,
        ...(!isKnown && { ExpressionAttributeNames: names }),
        ExpressionAttributeValues: {
          ...mine,
          ':position': { N: String(next.position) },
          ':minus_one': { N: '-1' },
          ':one': { N: '1' },
        },
      },
    }),
  ]
}

/** The last event goes, and the hold with it: what comes now runs. */
export function end(held: LeasedHold, event: ParkedEvent | undefined): StagedWrite[] {
  const { table, consumer, group, mine } = held
  return [
    ...remove(held, event),
    named('hold', {
      Delete: {
        TableName: table,
        Key: holdKey(consumer, group),
        ConditionExpression: ours,
        ExpressionAttributeValues: mine,
      },
    }),
    named('summary', {
      Update: {
        TableName: table,
        Key: summaryKey(consumer),
        UpdateExpression: 'ADD aggregates :minus_one',
        ExpressionAttributeValues: { ':minus_one': { N: '-1' } },
      },
    }),
  ]
}

const remove = ({ table, consumer }: LeasedHold, event: ParkedEvent | undefined): StagedWrite[] =>
  event ? [named('event', { Delete: { TableName: table, Key: eventKey(consumer, event) } })] : []
