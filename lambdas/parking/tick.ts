import { type AttributeValue, type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Item } from '../runtime/aws/item.ts'
import { HOLDS_INDEX } from '../runtime/declarations/tables.ts'
import { numberOf } from '../runtime/parking/items.ts'
import { wakeUpBody, wakeUpGroup } from '../runtime/parking/send-wake-up.ts'
import type { Clock } from '../runtime/system/clock.ts'
import type { ParkingConsumer } from './environment.ts'

export interface TickEnvironment {
  readonly dynamo: Pick<DynamoDBClient, 'send'>
  readonly sqs: Pick<SQSClient, 'send'>
  readonly clock: Clock
  readonly tables: { readonly parked: string }
  readonly consumers: readonly Pick<ParkingConsumer, 'consumer' | 'queueUrl' | 'maxPerAggregate' | 'maxAggregates'>[]
}

/** The held aggregates of one consumer. */
export interface HeldNow {
  readonly consumer: string
  readonly aggregates: number
  /** Seconds since the oldest was held. */
  readonly oldestSeconds: number
  /** Limits that are reached: aggregates with as many parked events as were declared, and one if as many aggregates are held. */
  readonly full: number
  /** Aggregates whose head was woken up. */
  readonly woken: number
  readonly problems: readonly string[]
}

/** A wake-up that nobody takes, because its consumer is paused, is sent again after this, milliseconds, and then each time after twice as long. */
const AGAIN_MS = 10 * 60_000
/** The wait is doubled so often at most: the longest is about eleven hours. */
const MOST_DOUBLED = 6

/**
 * Once a minute: looks at what is held, and wakes up the heads whose time has come. The time of the next try is moved on first, on
 * condition that it is what was read, so that two ticks at once send one message. A wake-up that is lost is sent again then; of
 * several on their way only the newest counts. A consumer whose holds cannot be read is told as a problem, and the others are looked at all the same.
 */
export const tick = (environment: TickEnvironment): Promise<(HeldNow | NotRead)[]> =>
  Promise.all(
    environment.consumers.map((each) =>
      tickOf(environment, each).catch((error: unknown) => ({ consumer: each.consumer, notRead: String(error) })),
    ),
  )

/** What a consumer holds could not be read, so nothing was counted or woken up. */
export interface NotRead {
  readonly consumer: string
  readonly notRead: string
}

/** All that the tick needs of a hold: the causes of up to 100,000 heads would not fit into its memory. */
const READ = 'pk, sk, group_id, held_since, parked, retry_at, running_until, wake_ups'

async function tickOf(
  environment: TickEnvironment,
  { consumer, queueUrl, maxPerAggregate, maxAggregates }: TickEnvironment['consumers'][number],
): Promise<HeldNow> {
  const now = environment.clock.now()
  const holds = await readHolds(environment, consumer)
  const due = holds.filter((hold) => isDue(hold, now))
  const woken = await Promise.allSettled(due.map((hold) => wakeUp(environment, hold, queueUrl, now)))
  const oldest = Math.min(now, ...holds.map(({ held_since }) => Date.parse(held_since?.S ?? '')))
  return {
    consumer,
    aggregates: holds.length,
    oldestSeconds: Math.round((now - oldest) / 1000),
    full:
      holds.filter((hold) => numberOf(hold, 'parked') >= maxPerAggregate).length +
      Number(holds.length >= maxAggregates),
    woken: woken.filter((one) => one.status === 'fulfilled' && one.value).length,
    problems: woken.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : [])),
  }
}

async function readHolds({ dynamo, tables }: TickEnvironment, consumer: string): Promise<Item[]> {
  const holds: Item[] = []
  let start: Record<string, AttributeValue> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: tables.parked,
        IndexName: HOLDS_INDEX,
        KeyConditionExpression: 'held_by = :consumer',
        ProjectionExpression: READ,
        ExpressionAttributeValues: { ':consumer': { S: consumer } },
        ExclusiveStartKey: start,
      }),
    )
    holds.push(...Items)
    start = LastEvaluatedKey
  } while (start)
  return holds
}

const isDue = (hold: Item, now: number): boolean =>
  hold.retry_at !== undefined && numberOf(hold, 'retry_at') <= now && numberOf(hold, 'running_until') <= now

/** @returns false when somebody else was first, or the hold has changed since. */
async function wakeUp(
  { dynamo, sqs, tables }: TickEnvironment,
  hold: Item,
  QueueUrl: string,
  now: number,
): Promise<boolean> {
  const group = hold.group_id?.S ?? ''
  const token = String(numberOf(hold, 'retry_at'))
  const moving = new UpdateItemCommand({
    TableName: tables.parked,
    Key: { pk: hold.pk ?? { S: '' }, sk: hold.sk ?? { S: '' } },
    UpdateExpression: 'SET retry_at = :later, wake_token = :token ADD wake_ups :one',
    ConditionExpression: 'retry_at = :seen',
    ExpressionAttributeValues: {
      ':seen': { N: token },
      ':later': { N: String(now + AGAIN_MS * 2 ** Math.min(MOST_DOUBLED, numberOf(hold, 'wake_ups'))) },
      ':token': { S: token },
      ':one': { N: '1' },
    },
  })
  try {
    await dynamo.send(moving)
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
    throw error
  }
  await sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: wakeUpBody({ group, onlyHead: false, token }),
      MessageGroupId: wakeUpGroup(group),
      MessageDeduplicationId: `${wakeUpGroup(group)}#${token}`,
    }),
  )
  return true
}
