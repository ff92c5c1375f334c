import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { CONSUMER_DIMENSION, consumerMetrics } from '../../lambdas/runtime/declarations/metrics.ts'
import type { BreakerStatus } from '../breakers/breakers.ts'
import { pascalCase, type Stack } from '../stack/stack.ts'
import { type ConsumerFigures, type ConsumerStatus, type HeldNow, isNewPause, type Pause } from './consumer-status.ts'
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
}

/** @returns nothing for a consumer that this stack does not have. */
export function consumerAddress(
  stack: Stack,
  { name, breakers }: { readonly name: string; readonly breakers: readonly string[] },
): ConsumerAddress | undefined {
  const output = (what: string) => stack.outputs().get(`Consumer${pascalCase(name)}${what}`)
  const [queueUrl, deadLetterQueueUrl, functionName] = ['QueueUrl', 'DlqUrl', 'FunctionName'].map(output)
  if (!queueUrl || !deadLetterQueueUrl || !functionName) return undefined
  return { consumer: name, queueUrl, deadLetterQueueUrl, functionName, breakers }
}

/** Counts of one consumer that a status is made of. */
const COUNTS = ['processed', 'duplicates', 'failed', 'deadLettered', 'dropped'] as const

/** The metrics that are asked for one consumer, by a key of its name. */
export function metricsOf({ consumer, queueUrl, deadLetterQueueUrl }: ConsumerAddress, namespace: string) {
  const ageOf = (url: string): MetricAsked => ({
    namespace: 'AWS/SQS',
    name: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: nameOfQueue(url) },
    statistic: 'Maximum',
  })
  return new Map<string, MetricAsked>([
    ...COUNTS.map((count): [string, MetricAsked] => [
      `${consumer} ${count}`,
      { namespace, name: consumerMetrics[count], dimensions: { [CONSUMER_DIMENSION]: consumer }, statistic: 'Sum' },
    ]),
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
  readonly pause: Pause | undefined
  /** Undefined: could not be read. */
  readonly held: HeldNow | undefined
}

export function consumerStatus(address: ConsumerAddress, readings: ConsumerReadings, now: number): ConsumerStatus {
  const { consumer } = address
  const { depth, metrics, span, pause, isFed } = readings
  const counted = (count: (typeof COUNTS)[number]): number => metrics?.get(`${consumer} ${count}`)?.sum ?? 0
  const failures = counted('failed') + counted('deadLettered') + counted('dropped')
  const attempts = counted('processed') + failures
  const done = counted('processed') + counted('duplicates') + counted('deadLettered') + counted('dropped')
  const figures: ConsumerFigures = {
    consumer,
    state: pause ? pausedState(pause, isFed, now) : isFed === undefined ? null : isFed ? 'running' : 'off',
    pause: pause ?? null,
    waiting: depth?.waiting ?? null,
    in_flight: depth?.inFlight ?? null,
    delayed: depth?.delayed ?? null,
    lag_seconds: depth && isEmpty(depth) ? 0 : (metrics?.get(`${consumer} age`)?.latest ?? null),
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

const pausedState = (pause: Pause, isFed: boolean | undefined, now: number): 'paused' | 'unpaused' =>
  isFed && !isNewPause(pause, now) ? 'unpaused' : 'paused'

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
