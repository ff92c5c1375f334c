import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'
import type { FinalFailure } from '../dead-letter/final-failure.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import { TransientError } from '../errors.ts'
import { isoTime } from '../system/clock.ts'
import { causeOf, setCause } from './cause.ts'
import { eventKey, holdKey, numberOf, summaryKey, toHold, toParkedItem } from './items.ts'
import { MAX_LOOKS, type ParkingEnvironment, read, tried } from './parked-table.ts'
import type { Hold, ParkedEvent, ParkResult } from './parking.ts'
import { named } from './refusal.ts'
import { SETTLE_MS } from './summary.ts'

/**
 * Keeps an event behind the head of its aggregate, in one transaction:
 *
 *     event   Put      if it is not there              a copy of it, or an earlier try whose answer was lost, is there already
 *     hold    Update   if it is there, its head comes  the release may have ended it, and then nothing would ever take
 *                      before, and there is room       the event out again
 */
export async function park(
  environment: ParkingEnvironment,
  event: ParkedEvent,
  held: Hold,
  evenIfFull = false,
  signal?: AbortSignal,
): Promise<ParkResult> {
  const { limits, clock } = environment
  const writes = [putEvent(environment, event), oneMore(environment, event, evenIfFull)]
  const refusal = await tried(environment, writes, signal)
  if (!refusal || refusal.write === 'event') {
    const isSettled = settleSeconds(held, clock.now()) === 0
    return isSettled ? { kind: 'parked', settleSeconds: 0 } : parked(environment, event.group)
  }
  const current = refusal.current
  if (!current || numberOf(current, 'head_position') > event.position) return { kind: 'not-behind' }
  if (!evenIfFull && numberOf(current, 'parked') >= limits.maxPerAggregate) return { kind: 'full' }
  throw new TransientError('PARKING_UNDECIDED', 'The condition that refused it holds again.')
}

/**
 * Keeps an event that has died, as the head of its aggregate, in one transaction:
 *
 *     event     Put      if it is not there
 *     hold      Put      if it is not there              from here on, every later event of the aggregate is parked
 *     summary   Update   if there is room for one more   from here on, whoever asks whether anything is held is told so
 *
 * Where the aggregate is held already, the event comes before the head (a replay, a redrive), and takes its place. Repeated after a
 * lost answer or by a redelivery it finds the event, and changes nothing.
 */
export async function hold(
  environment: ParkingEnvironment,
  event: ParkedEvent,
  finalFailure: FinalFailure,
  evenIfFull = false,
  signal?: AbortSignal,
): Promise<ParkResult> {
  for (let look = 1; look <= MAX_LOOKS; look++) {
    const [current, own] = await Promise.all([
      read(environment, holdKey(environment.consumer, event.group)),
      read(environment, eventKey(environment.consumer, event)),
    ])
    if (current && own) return parked(environment, event.group)
    const writes = current
      ? joining(environment, event, finalFailure, current)
      : beginning(environment, event, finalFailure, evenIfFull)
    const refusal = await tried(environment, writes, signal)
    if (!refusal) return parked(environment, event.group)
    if (refusal.write === 'summary') return { kind: 'full' }
  }
  throw new TransientError('STORE_CONTENDED', 'Others kept changing what is parked of this aggregate.')
}

const putEvent = ({ table, consumer, clock }: ParkingEnvironment, event: ParkedEvent): StagedWrite =>
  named('event', {
    Put: {
      TableName: table,
      Item: toParkedItem(consumer, event, clock.now()),
      // No copy of it is parked.
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  })

const oneMore = (
  { table, consumer, limits }: ParkingEnvironment,
  { group, position }: ParkedEvent,
  evenIfFull: boolean,
): StagedWrite =>
  named('hold', {
    Update: {
      TableName: table,
      Key: holdKey(consumer, group),
      UpdateExpression: 'ADD parked :one, version :one',
      ConditionExpression: [
        // It is held.
        'attribute_exists(pk)',
        // The event is not one that the head stands behind.
        'head_position <= :position',
        // There is room; what its queue is about to forget needs none.
        ...(evenIfFull ? [] : ['parked < :most']),
      ].join(' AND '),
      ExpressionAttributeValues: {
        ':one': { N: '1' },
        ':position': { N: String(position) },
        ...(!evenIfFull && { ':most': { N: String(limits.maxPerAggregate) } }),
      },
    },
  })

function beginning(
  environment: ParkingEnvironment,
  event: ParkedEvent,
  finalFailure: FinalFailure,
  evenIfFull: boolean,
): StagedWrite[] {
  const { table, consumer, limits, clock } = environment
  const cause = causeOf(event, finalFailure, { retries: 0, retryAfterSeconds: limits.retryAfterSeconds })
  return [
    putEvent(environment, event),
    named('hold', {
      Put: {
        TableName: table,
        Item: {
          ...holdKey(consumer, event.group),
          held_by: { S: consumer },
          held_since: { S: isoTime(clock.now()) },
          group_id: { S: event.group },
          head_position: { N: String(event.position) },
          parked: { N: '1' },
          version: { N: '1' },
          ...cause,
        },
        // Nobody holds it yet.
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    }),
    named('summary', {
      Update: {
        TableName: table,
        Key: summaryKey(consumer),
        UpdateExpression: 'ADD aggregates :one',
        ...(evenIfFull
          ? { ExpressionAttributeValues: { ':one': { N: '1' } } }
          : {
              // As many may be held as were declared.
              ConditionExpression: 'attribute_not_exists(aggregates) OR aggregates < :most',
              ExpressionAttributeValues: { ':one': { N: '1' }, ':most': { N: String(limits.maxAggregates) } },
            }),
      },
    }),
  ]
}

/** It comes before the head, or died beside it: in the first case it is the head from now on. */
function joining(
  environment: ParkingEnvironment,
  event: ParkedEvent,
  finalFailure: FinalFailure,
  current: Item,
): StagedWrite[] {
  const { table, consumer, limits } = environment
  const isBefore = event.position <= toHold(current).headPosition
  const cause = causeOf(event, finalFailure, { retries: 0, retryAfterSeconds: limits.retryAfterSeconds })
  const { set, remove, names, values } = setCause(cause)
  const removed = ` REMOVE ${['tries', ...remove].join(', ')}`
  const head = isBefore ? `SET head_position = :position, ${set.join(', ')}${removed}` : ''
  return [
    putEvent(environment, event),
    named('hold', {
      Update: {
        TableName: table,
        Key: holdKey(consumer, event.group),
        UpdateExpression: `${head} ADD parked :one, version :one`.trim(),
        // It is as it was when it was read.
        ConditionExpression: 'version = :version',
        ...(isBefore && { ExpressionAttributeNames: names }),
        ExpressionAttributeValues: {
          ':one': { N: '1' },
          ':version': { N: String(numberOf(current, 'version')) },
          ...(isBefore && { ':position': { N: String(event.position) }, ...values }),
        },
      },
    }),
  ]
}

/** How long its message must stay yet. Says that the hold has been seen, if nobody has said so before. */
async function parked(environment: ParkingEnvironment, group: string): Promise<ParkResult> {
  const { dynamo, table, consumer, clock } = environment
  const key = holdKey(consumer, group)
  const known = await read(environment, key)
  if (!known) return { kind: 'parked', settleSeconds: 0 }
  const held = toHold(known)
  if (held.seenAt !== undefined) return { kind: 'parked', settleSeconds: settleSeconds(held, clock.now()) }
  await dynamo
    .send(
      new UpdateItemCommand({
        TableName: table,
        Key: key,
        UpdateExpression: 'SET seen_at = if_not_exists(seen_at, :now)',
        // It is the same hold. Should this arrive late, its time must not count for one that has begun since.
        ConditionExpression: 'held_since = :since',
        ExpressionAttributeValues: {
          ':now': { N: String(clock.now()) },
          ':since': known.held_since ?? { S: '' },
        },
      }),
    )
    .catch(unlessGone)
  return { kind: 'parked', settleSeconds: settleSeconds({ ...held, seenAt: clock.now() }, clock.now()) }
}

const unlessGone = (error: unknown): void => {
  if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
}

const settleSeconds = ({ seenAt }: Hold, now: number): number =>
  seenAt === undefined ? SETTLE_MS / 1000 : Math.max(0, Math.ceil((seenAt + SETTLE_MS - now) / 1000))
