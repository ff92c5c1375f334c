import { dynamoClient } from '../runtime/aws/clients.ts'
import { sqsClient } from '../runtime/aws/sqs-client.ts'
import { CONSUMER_DIMENSION, metricsNamespace, parkingMetrics } from '../runtime/declarations/metrics.ts'
import { systemClock } from '../runtime/system/clock.ts'
import { variable } from '../runtime/system/variable.ts'
import { type HeldNow, tick } from './tick.ts'

const namespace = metricsNamespace(variable('STAGE'))
const environment = {
  dynamo: dynamoClient(),
  sqs: sqsClient(),
  clock: systemClock,
  table: variable('PARKED_TABLE'),
  queues: new Map(Object.entries(JSON.parse(variable('PARKING_QUEUES')) as Record<string, string>)),
}

/** Once a minute, by a schedule. */
export const handler = async (): Promise<void> => {
  const held = (await tick(environment)).filter(({ aggregates }) => aggregates > 0)
  for (const one of held) process.stdout.write(`${lineOf(one)}\n`)
}

/** Metrics in embedded format; written only while something is held, so that an idle stage pays for none. */
const lineOf = ({ consumer, aggregates, oldestSeconds, woken, problems }: HeldNow): string =>
  JSON.stringify({
    _aws: {
      Timestamp: environment.clock.now(),
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [[CONSUMER_DIMENSION]],
          Metrics: [
            { Name: parkingMetrics.aggregates, Unit: 'Count' },
            { Name: parkingMetrics.oldest, Unit: 'Seconds' },
          ],
        },
      ],
    },
    level: problems.length > 0 ? 'ERROR' : 'INFO',
    message: 'aggregates held',
    [CONSUMER_DIMENSION]: consumer,
    [parkingMetrics.aggregates]: aggregates,
    [parkingMetrics.oldest]: oldestSeconds,
    woken,
    ...(problems.length > 0 && { problems }),
  })
