import { evaluate, MetricMathError } from './expression.ts'
import type { MetricStore, TimeSeries } from './metric-store.ts'

/** One query of GetMetricData, or one entry of an alarm's Metrics. */
export interface MetricQuery {
  Id: string
  Expression?: string | undefined
  Label?: string | undefined
  ReturnData?: boolean | undefined
  Period?: number | undefined
  MetricStat?:
    | {
        Metric: { Namespace: string; MetricName: string; Dimensions?: DimensionValue[] | undefined }
        Period: number
        Stat: string
      }
    | undefined
}

export interface DimensionValue {
  Name: string
  Value: string
}

const DEFAULT_PERIOD_SECONDS = 60

export function dimensionsOf(dimensions: readonly DimensionValue[] | undefined): Record<string, string> {
  return Object.fromEntries((dimensions ?? []).map(({ Name, Value }) => [Name, Value]))
}

/** The period that all queries share; an expression has that of its metrics. */
export function periodOf(queries: readonly MetricQuery[]): number {
  return (
    queries.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period ?? queries[0]?.Period ?? DEFAULT_PERIOD_SECONDS
  )
}

/** Expressions after those that they use, wherever they stand in the list. @throws {MetricMathError} for a circle. */
function inOrderOfUse(queries: readonly MetricQuery[]): MetricQuery[] {
  const ordered = new Set<MetricQuery>()
  const visit = (query: MetricQuery, users: readonly MetricQuery[]): void => {
    if (users.includes(query)) throw new MetricMathError(`The expression ${query.Id} uses itself`)
    if (ordered.has(query)) return
    const names = new Set(query.Expression?.match(/[A-Za-z_][A-Za-z0-9_]*/g))
    for (const used of queries) if (used !== query && names.has(used.Id)) visit(used, [...users, query])
    ordered.add(query)
  }
  for (const query of queries) visit(query, [])
  return [...ordered]
}

/** Runs the queries over `from <= time < to`, epoch ms; expressions may use metrics and other expressions by id. */
export function runQueries(
  queries: readonly MetricQuery[],
  store: MetricStore,
  from: number,
  to: number,
): Map<string, TimeSeries> {
  const periodMs = periodOf(queries) * 1000
  const periods: number[] = []
  for (let time = Math.floor(from / periodMs) * periodMs; time < to; time += periodMs) periods.push(time)
  const results = new Map<string, TimeSeries>()
  for (const { Id, MetricStat } of queries) {
    if (!MetricStat) continue
    const { Metric, Period, Stat } = MetricStat
    const metric = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: dimensionsOf(Metric.Dimensions) }
    results.set(Id, store.read(metric, Stat, Period, from, to))
  }
  const metrics = [...results.values()]
  for (const { Id, Expression } of inOrderOfUse(queries)) {
    if (Expression !== undefined) results.set(Id, evaluate(Expression, { metrics, byId: results }, periods))
  }
  return results
}
