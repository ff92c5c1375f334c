import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { nameOfQueue, readDepth } from '../status/queues.ts'
import type { Backlog } from './drain.ts'

const MINUTE_MS = 60_000
/** A queue in which nothing has happened for long tells nothing of its age for a while. */
const SPAN_MS = 15 * MINUTE_MS

/** Depth and age of a queue. The age comes from a metric, whose newest value is a minute or two old on AWS. */
export async function readBacklog(
  { sqs, cloudWatch }: { readonly sqs: SQSClient; readonly cloudWatch: CloudWatchClient },
  queueUrl: string,
  now: number,
): Promise<Backlog & { readonly retentionSeconds: number }> {
  const [depth, oldestSentAt] = await Promise.all([
    readDepth(sqs, queueUrl),
    readOldestSentAt(cloudWatch, queueUrl, now).catch(() => undefined),
  ])
  return { ...depth, oldestSentAt: depth.waiting + depth.inFlight + depth.delayed === 0 ? undefined : oldestSentAt }
}

async function readOldestSentAt(
  cloudWatch: CloudWatchClient,
  queueUrl: string,
  now: number,
): Promise<number | undefined> {
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - SPAN_MS),
      EndTime: new Date(now + MINUTE_MS),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [
        {
          Id: 'age',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SQS',
              MetricName: 'ApproximateAgeOfOldestMessage',
              Dimensions: [{ Name: 'QueueName', Value: nameOfQueue(queueUrl) }],
            },
            Period: 60,
            Stat: 'Maximum',
          },
        },
      ],
    }),
  )
  const [at] = MetricDataResults[0]?.Timestamps ?? []
  const [age] = MetricDataResults[0]?.Values ?? []
  return at === undefined || age === undefined ? undefined : at.getTime() - age * 1000
}
