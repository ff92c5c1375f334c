import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { cloudWatch, output } from './aws.ts'
import { until } from './wait.ts'

interface Asked {
  readonly dimensions: Readonly<Record<string, string>>
  readonly since: Date
  /** As CloudWatch names it, e.g. `Maximum` or `p99`. */
  readonly stat: string
}

/** The largest value of one of the pipeline's own metrics per minute, above zero; CloudWatch is a minute or two behind. */
export const metric = (name: string, { dimensions, since, stat }: Asked): Promise<number> =>
  until(`a value of ${name}`, () => read(name, dimensions, since, stat), { timeoutMs: 180_000, intervalMs: 500 })

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
