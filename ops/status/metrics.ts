import { type CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch'

export interface MetricAsked {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  /** `Sum`, `Maximum`, `SampleCount` or a percentile such as `p99`. */
  readonly statistic: string
  /** Minutes that are searched for its latest value. Default: those of the span. */
  readonly minutes?: number
}

export interface MetricRead {
  /** Sum over all periods in the span. */
  readonly sum: number
  readonly max: number
  /** Value of the newest period that has one. */
  readonly latest: number
}

/** The most metrics that one call of GetMetricData takes. */
const MAX_QUERIES = 500
const PERIOD_SECONDS = 60

/** The last minutes. They include the current one, of which AWS knows little yet. */
export interface Span {
  readonly from: Date
  readonly to: Date
  readonly seconds: number
}

/** @param now epoch milliseconds. */
export function lastMinutes(minutes: number, now: number): Span {
  const minute = PERIOD_SECONDS * 1000
  const from = (Math.floor(now / minute) - minutes) * minute
  return { from: new Date(from), to: new Date((Math.floor(now / minute) + 1) * minute), seconds: (now - from) / 1000 }
}

/**
 * All these metrics in as few calls as possible: AWS bills each metric that is asked for, one US cent per 1,000.
 * @returns by the same keys; a metric without a value in the span is missing.
 */
export async function readMetrics<Key extends string>(
  cloudWatch: CloudWatchClient,
  asked: ReadonlyMap<Key, MetricAsked>,
  { from, to }: Span,
): Promise<Map<Key, MetricRead>> {
  const found = new Map<Key, MetricRead>()
  for (const [minutes, entries] of Map.groupBy(asked, ([, metric]) => metric.minutes)) {
    const since = minutes === undefined ? from : new Date(to.getTime() - minutes * PERIOD_SECONDS * 1000)
    for (let start = 0; start < entries.length; start += MAX_QUERIES) {
      const part = entries.slice(start, start + MAX_QUERIES)
      for (const result of await query(cloudWatch, part, since, to)) {
        const key = part[Number(result.Id?.slice(1))]?.[0]
        if (key !== undefined) add(found, key, result.Values ?? [])
      }
    }
  }
  return found
}

/** @param values Newest first: those of a following page are older. */
function add<Key>(found: Map<Key, MetricRead>, key: Key, values: readonly number[]): void {
  if (values.length === 0) return
  const before = found.get(key)
  found.set(key, {
    sum: values.reduce((sum, value) => sum + value, before?.sum ?? 0),
    max: Math.max(before?.max ?? Number.NEGATIVE_INFINITY, ...values),
    latest: before?.latest ?? values[0] ?? 0,
  })
}

async function query(
  cloudWatch: CloudWatchClient,
  asked: readonly (readonly [string, MetricAsked])[],
  StartTime: Date,
  EndTime: Date,
): Promise<MetricDataResult[]> {
  const results: MetricDataResult[] = []
  let NextToken: string | undefined
  do {
    const page = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime,
        EndTime,
        ScanBy: 'TimestampDescending',
        NextToken,
        MetricDataQueries: asked.map(([, { namespace, name, dimensions, statistic }], index) => ({
          Id: `m${index}`,
          MetricStat: {
            Metric: {
              Namespace: namespace,
              MetricName: name,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: PERIOD_SECONDS,
            Stat: statistic,
          },
        })),
      }),
    )
    results.push(...(page.MetricDataResults ?? []))
    NextToken = page.NextToken
  } while (NextToken)
  return results
}
