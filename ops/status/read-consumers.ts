import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { CONSUMER_DIMENSION, consumerMetrics } from '../../lambdas/runtime/declarations/metrics.ts'
import type { BreakerStatus } from '../breakers/breakers.ts'
import type { Pause } from '../pauses/pause.ts'
import { pascalCase, type Stack } from '../stack/stack.ts'
import { type ConsumerFigures, type ConsumerStatus, type HeldNow, isNewPause } from './consumer-status.ts'
import { judgeConsumer } from './judge-consumer.ts'
import type { MetricAsked, MetricRead, Span } from './metrics.ts'
import { nameOfQueue, type QueueDepth } from './queues.ts'

export interface StatusClients {
  readonly sqs: SQSClient
  readonly cloudWatch: CloudWatchClient
  readonly lambda: LambdaClient
  readonly dynamo: DynamoDBClient
}

export interface ConsumerAddress {
  readonly consumer: string
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
  readonly functionName: string
  readonly breakers: readonly string[]
  /** Whether it may lose an event, as declared: `delivery: 'at-most-once'`. */
  readonly mayDrop: boolean
}

/** @returns nothing for a consumer that this stack does not have. */
export function consumerAddress(
  stack: Stack,
  { name, breakers, delivery }: Pick<ConsumerDeclaration, 'name' | 'breakers' | 'delivery'>,
): ConsumerAddress | undefined {
  const output = (what: string) => stack.outputs().get(`Consumer${pascalCase(name)}${what}`)
  const [queueUrl, deadLetterQueueUrl, functionName] = ['QueueUrl', 'DlqUrl', 'FunctionName'].map(output)
  if (!queueUrl || !deadLetterQueueUrl || !functionName) return undefined
  return { consumer: name, queueUrl, deadLetterQueueUrl, functionName, breakers, mayDrop: delivery === 'at-most-once' }
}

/** Counts of one consumer that a status is made of. */
type Count = 'processed' | 'duplicates' | 'failed' | 'deadLettered' | 'dropped'
const COUNTS: readonly Count[] = ['processed', 'duplicates', 'failed', 'deadLettered']

/** A consumer tells its lag with each attempt, and a message waits for up to 15 minutes in between where nothing else is declared. */
const LAG_MINUTES = 20

/**
 * The metrics that are asked for one consumer, by a key of its name. Its lag needs two, as its alarm does: SQS leaves out of the age what
 * was received three times or more, so of a consumer whose backlog is backing off only its own metric tells how late it is.
 */
export function metricsOf({ consumer, queueUrl, deadLetterQueueUrl, mayDrop }: ConsumerAddress, namespace: string) {
  const own = (name: string, statistic: string): MetricAsked => ({
    namespace,
    name,
    dimensions: { [CONSUMER_DIMENSION]: consumer },
    statistic,
  })
  const ageOf = (url: string): MetricAsked => ({
    namespace: 'AWS/SQS',
    name: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: nameOfQueue(url) },
    statistic: 'Maximum',
  })
  return new Map<string, MetricAsked>([
    ...[...COUNTS, ...(mayDrop ? (['dropped'] as const) : [])].map((count): [string, MetricAsked] => [
      `${consumer} ${count}`,
      own(consumerMetrics[count], 'Sum'),
    ]),
    [`${consumer} lag`, { ...own(consumerMetrics.lag, 'Maximum'), minutes: LAG_MINUTES }],
    [`${consumer} age`, ageOf(queueUrl)],
    [`${consumer} dead age`, ageOf(deadLetterQueueUrl)],
  ])
}

export interface ConsumerReadings {
  readonly depth: QueueDepth | undefined
  readonly deadLetters: QueueDepth | undefined
  /** Undefined: metrics could not be read. */
  readonly metrics: ReadonlyMap<string, MetricRead> | undefined
  readonly span: Span
  readonly breakers: readonly BreakerStatus[]
  readonly deployedAt: string | null
  /** Undefined: not known. */
  readonly isFed: boolean | undefined
  /** Undefined: not known. */
  readonly isStopping: boolean | undefined
  readonly pause: Pause | undefined
  /** Undefined: could not be read. */
  readonly held: HeldNow | undefined
}

export function consumerStatus(address: ConsumerAddress, readings: ConsumerReadings, now: number): ConsumerStatus {
  const { consumer } = address
  const { depth, metrics, span, pause, isFed } = readings
  const counted = (count: Count): number => metrics?.get(`${consumer} ${count}`)?.sum ?? 0
  const failures = counted('failed') + counted('deadLettered') + counted('dropped')
  const attempts = counted('processed') + failures
  const done = counted('processed') + counted('duplicates') + counted('deadLettered') + counted('dropped')
  const figures: ConsumerFigures = {
    consumer,
    state: stateOf(readings, now),
    pause: pause ?? null,
    waiting: depth?.waiting ?? null,
    in_flight: depth?.inFlight ?? null,
    delayed: depth?.delayed ?? null,
    is_fifo: depth?.isFifo ?? null,
    lag_seconds: depth && isEmpty(depth) ? 0 : lagOf(consumer, metrics, isFed !== false),
    retention_seconds: depth?.retentionSeconds ?? null,
    done_per_second: metrics ? rounded(done / span.seconds, 1_000) : null,
    failure_ratio: metrics && attempts > 0 ? rounded(failures / attempts, 10_000) : null,
    attempts: metrics ? attempts : null,
    ...deadLetterFigures(consumer, readings),
    breakers: readings.breakers
      .filter(({ breaker }) => address.breakers.includes(breaker))
      .map(({ breaker, state, open_until }) => ({ breaker, state, open_until })),
    held: readings.held?.types ?? null,
    parking: readings.held?.parking ?? null,
    deployed_at: readings.deployedAt,
  }
  return { ...figures, ...judgeConsumer(figures, now) }
}

/**
 * The greater of what SQS and the consumer itself have measured last; null if neither has.
 * @param isFed one that is given nothing has measured nothing of what waits now.
 */
function lagOf(consumer: string, metrics: ReadonlyMap<string, MetricRead> | undefined, isFed: boolean): number | null {
  const age = metrics?.get(`${consumer} age`)?.latest
  const lagMs = isFed ? metrics?.get(`${consumer} lag`)?.latest : undefined
  if (age === undefined && lagMs === undefined) return null
  return Math.max(age ?? 0, Math.round((lagMs ?? 0) / 1000))
}

function stateOf(
  { pause, isFed, isStopping }: Pick<ConsumerReadings, 'pause' | 'isFed' | 'isStopping'>,
  now: number,
): ConsumerFigures['state'] {
  if (!pause) return isFed === undefined ? null : isFed ? 'running' : 'off'
  if (isStopping) return 'pausing'
  if (!isFed) return 'paused'
  return isNewPause(pause, now) ? 'pausing' : 'unpaused'
}

function deadLetterFigures(
  consumer: string,
  { depth, deadLetters, metrics }: ConsumerReadings,
): Pick<ConsumerFigures, 'dead_letters' | 'oldest_dead_letter_seconds' | 'loss_in_seconds'> {
  const count = deadLetters && deadLetters.waiting + deadLetters.inFlight + deadLetters.delayed
  const age = count ? metrics?.get(`${consumer} dead age`)?.latest : undefined
  if (!count || !deadLetters || age === undefined) {
    return { dead_letters: count ?? null, oldest_dead_letter_seconds: null, loss_in_seconds: null }
  }
  // "For standard queues, the expiration of a message is always based on its original enqueue timestamp", while the age in
  // a dead-letter queue counts from when it was moved. What the consumers send there themselves begins anew. Source:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
  const livedBefore = deadLetters.isFifo ? 0 : (depth?.retentionSeconds ?? 0)
  return {
    dead_letters: count,
    oldest_dead_letter_seconds: age,
    loss_in_seconds: Math.max(0, deadLetters.retentionSeconds - age - livedBefore),
  }
}

const isEmpty = ({ waiting, inFlight, delayed }: QueueDepth): boolean => waiting + inFlight + delayed === 0

const rounded = (value: number, steps: number): number => Math.round(value * steps) / steps

/** A consumer that is declared here and not part of the stack. */
export function missingConsumer(consumer: string): ConsumerStatus {
  const nothing = {
    pause: null,
    waiting: null,
    in_flight: null,
    delayed: null,
    is_fifo: null,
    lag_seconds: null,
    retention_seconds: null,
    done_per_second: null,
    failure_ratio: null,
    attempts: null,
    dead_letters: null,
    oldest_dead_letter_seconds: null,
    loss_in_seconds: null,
    breakers: [],
    held: null,
    parking: null,
    deployed_at: null,
  }
  const figures: ConsumerFigures = { consumer, state: 'missing', ...nothing }
  return { ...figures, ...judgeConsumer(figures, 0) }
}
