import type { LocalDynamoDb } from '../dynamodb/index.ts'
import type { LocalFunctions } from '../lambda/index.ts'
import type { LocalMessaging } from '../messaging/index.ts'
import type { Clock, ServiceHandler } from '../ports.ts'
import { Alarms } from './alarms.ts'
import { cloudWatchApi } from './api.ts'
import type { AlarmDefinition, CompositeAlarmDefinition } from './definitions.ts'
import { readEmbeddedMetrics } from './embedded-metrics.ts'
import { MetricStore } from './metric-store.ts'
import { jsonAndCborService } from './protocol.ts'
import { TableWrites } from './table-writes.ts'

const SAMPLE_EVERY_MS = 10_000

export interface CloudWatchOptions {
  messaging: Pick<LocalMessaging, 'queueNames' | 'queueDepths'>
  functions: Pick<LocalFunctions, 'onLog' | 'onInvocation'>
  dynamodb: Pick<LocalDynamoDb, 'onStreamWrite'>
  clock: Clock
}

/**
 * Metrics and alarms: depth and age of queues (AWS/SQS), invocations, errors and durations of functions, each and together
 * (AWS/Lambda), answers of the HTTP API (AWS/ApiGateway), writes to tables that an alarm watches (AWS/DynamoDB), and what functions log in the embedded metric
 * format. Kept in memory for three hours.
 */
export interface LocalCloudWatch {
  /** Scope `monitoring`. */
  handle: ServiceHandler
  add(alarm: AlarmDefinition | CompositeAlarmDefinition): void
  remove(alarmName: string): void
  /** Counts an answer of an HTTP API, as API Gateway does. */
  countAnswer(answer: { apiId: string; stage: string; status: number }): void
  close(): void
}

export function startCloudWatch({ messaging, functions, dynamodb, clock }: CloudWatchOptions): LocalCloudWatch {
  const store = new MetricStore()
  const alarms = new Alarms(store, clock.now)
  const sample = () => sampleQueues(messaging, store, clock.now())
  const timer = setInterval(sample, SAMPLE_EVERY_MS).unref()
  const stopLogs = functions.onLog((_, line) => readEmbeddedMetrics(line, store, clock.now()))
  const stopInvocations = functions.onInvocation(({ functionName, outcome, durationMs, iteratorAgeMs }) => {
    const add = (name: string, value: number) => {
      // Without a dimension it is that of all functions of the account.
      for (const dimensions of [{ FunctionName: functionName }, {}]) {
        store.add({ namespace: 'AWS/Lambda', name, dimensions }, clock.now(), [value])
      }
    }
    add('Invocations', 1)
    add('Errors', outcome === 'ok' ? 0 : 1)
    add('Duration', durationMs)
    add('Throttles', 0)
    if (iteratorAgeMs !== undefined) add('IteratorAge', iteratorAgeMs)
  })
  const writes = new TableWrites(dynamodb, store, clock)
  return {
    handle: jsonAndCborService('CloudWatch', cloudWatchApi(store, alarms, sample, clock.now)),
    remove: (name) => alarms.remove(name),
    countAnswer({ apiId, stage, status }) {
      const counts = { Count: 1, '4xx': Number(status >= 400 && status < 500), '5xx': Number(status >= 500) }
      for (const [name, value] of Object.entries(counts)) {
        for (const dimensions of [{ ApiId: apiId }, { ApiId: apiId, Stage: stage }]) {
          store.add({ namespace: 'AWS/ApiGateway', name, dimensions }, clock.now(), [value])
        }
      }
    },
    add(alarm) {
      alarms.add(alarm)
      if (!('AlarmRule' in alarm)) writes.watch(alarm)
    },
    close() {
      clearInterval(timer)
      stopLogs()
      stopInvocations()
      writes.close()
    },
  }
}

function sampleQueues(messaging: CloudWatchOptions['messaging'], store: MetricStore, now: number): void {
  for (const name of messaging.queueNames()) {
    const depths = messaging.queueDepths(name)
    if (!depths) continue
    const add = (metric: string, value: number) =>
      store.add({ namespace: 'AWS/SQS', name: metric, dimensions: { QueueName: name } }, now, [value])
    add('ApproximateNumberOfMessagesVisible', depths.visible)
    add('ApproximateNumberOfMessagesNotVisible', depths.notVisible)
    add('ApproximateNumberOfMessagesDelayed', depths.delayed)
    add('ApproximateAgeOfOldestMessage', depths.oldestAgeSeconds)
  }
}
