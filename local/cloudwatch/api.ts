import { ServiceError } from '../endpoint/service-error.ts'
import type { Alarms } from './alarms.ts'
import { MetricMathError } from './expression.ts'
import type { MetricStore } from './metric-store.ts'
import { type Operation, timeOf } from './protocol.ts'
import { type DimensionValue, dimensionsOf, type MetricQuery, runQueries } from './queries.ts'

interface Datum {
  MetricName: string
  Dimensions?: DimensionValue[]
  Timestamp?: unknown
  Value?: number
  Values?: number[]
  Counts?: number[]
}

interface Span {
  StartTime: unknown
  EndTime: unknown
}

/** Operations on metrics and alarms. `refresh` brings the metrics that are sampled up to date. */
export function cloudWatchApi(
  store: MetricStore,
  alarms: Alarms,
  refresh: () => void,
  now: () => number,
): Record<string, Operation> {
  return {
    DescribeAlarms: (filter: Parameters<Alarms['describe']>[0]) => {
      refresh()
      return alarms.describe(filter)
    },
    DescribeAlarmsForMetric: ({ Namespace, MetricName }: { Namespace: string; MetricName: string }) => {
      refresh()
      const { MetricAlarms } = alarms.describe({})
      return {
        MetricAlarms: MetricAlarms.filter((one) => one.Namespace === Namespace && one.MetricName === MetricName),
      }
    },
    GetMetricData: (input: Span & { MetricDataQueries: MetricQuery[]; ScanBy?: string }) => {
      refresh()
      const results = query(() =>
        runQueries(input.MetricDataQueries, store, timeOf(input.StartTime), timeOf(input.EndTime)),
      )
      return {
        MetricDataResults: input.MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false).map((one) => {
          const points = [...(results.get(one.Id) ?? [])]
          if (input.ScanBy !== 'TimestampAscending') points.reverse()
          return {
            Id: one.Id,
            Label: one.Label ?? one.MetricStat?.Metric.MetricName ?? one.Id,
            Timestamps: points.map(([time]) => new Date(time)),
            Values: points.map(([, value]) => value),
            StatusCode: 'Complete',
          }
        }),
        Messages: [],
      }
    },
    GetMetricStatistics: (
      input: Span & {
        Namespace: string
        MetricName: string
        Dimensions?: DimensionValue[]
        Period: number
        Statistics?: string[]
        ExtendedStatistics?: string[]
      },
    ) => {
      refresh()
      const metric = {
        namespace: input.Namespace,
        name: input.MetricName,
        dimensions: dimensionsOf(input.Dimensions),
      }
      const points = new Map<number, Record<string, unknown>>()
      const read = (statistic: string) =>
        query(() => store.read(metric, statistic, input.Period, timeOf(input.StartTime), timeOf(input.EndTime)))
      for (const statistic of input.Statistics ?? []) {
        for (const [time, value] of read(statistic)) points.set(time, { ...points.get(time), [statistic]: value })
      }
      for (const statistic of input.ExtendedStatistics ?? []) {
        for (const [time, value] of read(statistic)) {
          const extended = { ...(points.get(time)?.ExtendedStatistics as object), [statistic]: value }
          points.set(time, { ...points.get(time), ExtendedStatistics: extended })
        }
      }
      return {
        Label: input.MetricName,
        Datapoints: [...points].map(([time, point]) => ({ Timestamp: new Date(time), ...point, Unit: 'None' })),
      }
    },
    ListMetrics: (filter: { Namespace?: string; MetricName?: string; Dimensions?: DimensionValue[] }) => {
      refresh()
      const wanted = filter.Dimensions ?? []
      return {
        Metrics: store
          .list()
          .filter(({ namespace }) => filter.Namespace === undefined || namespace === filter.Namespace)
          .filter(({ name }) => filter.MetricName === undefined || name === filter.MetricName)
          .filter(({ dimensions }) =>
            wanted.every(
              ({ Name, Value }) => Name in dimensions && (Value === undefined || dimensions[Name] === Value),
            ),
          )
          .map(({ namespace, name, dimensions }) => ({
            Namespace: namespace,
            MetricName: name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          })),
      }
    },
    PutMetricData: ({ Namespace, MetricData = [] }: { Namespace: string; MetricData?: Datum[] }) => {
      for (const datum of MetricData) {
        const metric = { namespace: Namespace, name: datum.MetricName, dimensions: dimensionsOf(datum.Dimensions) }
        const at = datum.Timestamp === undefined ? now() : timeOf(datum.Timestamp)
        store.add(metric, at, valuesOf(datum))
      }
    },
  }
}

function valuesOf({ Value, Values, Counts }: Datum): number[] {
  if (!Values) return Value === undefined ? [] : [Value]
  return Values.flatMap((value, index) => Array.from({ length: Counts?.[index] ?? 1 }, () => value))
}

function query<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof MetricMathError) && !(error instanceof RangeError)) throw error
    throw new ServiceError('ValidationError', error.message)
  }
}
