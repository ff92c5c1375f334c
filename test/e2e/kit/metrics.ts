import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { cloudWatch, output } from './aws.ts'
import { METRIC_PATIENCE_MS, until } from './wait.ts'

interface Asked {
  readonly dimensions: Readonly<Record<string, string>>
  readonly since: Date
  /** As CloudWatch names it, e.g. `Maximum` or `p99`. */
  readonly stat: string
}

/** The largest value per minute of one of the pipeline's own metrics. Zero is not an answer: CloudWatch is behind. */
export const metric = (name: string, { dimensions, since, stat }: Asked): Promise<number> =>
  until(`a value of ${name}`, async () => (await read(name, dimensions, since, stat)) || undefined, {
    timeoutMs: METRIC_PATIENCE_MS,
    intervalMs: 500,
  })

async function read(name: string, dimensions: Asked['dimensions'], since: Date, stat: string): Promise<number> {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  const { MetricDataResults = [] } = await cloudWatch().send(
    new GetMetricDataCommand({
      StartTime: since,
      EndTime: new Date(Date.now() + 60_000),
      MetricDataQueries: [
        {
          Id: 'm1',
          MetricStat: {
            Metric: { Namespace: await output('MetricsNamespace'), MetricName: name, Dimensions },
            Period: 60,
            Stat: stat,
          },
        },
      ],
    }),
  )
  return Math.max(0, ...(MetricDataResults[0]?.Values ?? []))
}
