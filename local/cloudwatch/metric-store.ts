const BUCKET_MS = 60_000
const KEPT_MS = 3 * 60 * 60 * 1000
const VALUES_PER_BUCKET = 2_000

export interface MetricName {
  namespace: string
  name: string
  dimensions: Record<string, string>
}

/** The statistics of one metric in one minute. */
interface Bucket {
  sum: number
  count: number
  min: number
  max: number
  /** For percentiles; the first 2,000 of the minute. */
  values: number[]
}

interface Series extends MetricName {
  /** By the beginning of the minute, epoch ms. */
  buckets: Map<number, Bucket>
}

/** Datapoints by time, epoch ms. */
export type TimeSeries = Map<number, number>

/** Metrics of the last three hours by the minute, in memory. */
export class MetricStore {
  readonly #series = new Map<string, Series>()

  add(metric: MetricName, at: number, values: readonly number[]): void {
    const series = this.#seriesOf(metric)
    const bucket = bucketAt(series, Math.floor(at / BUCKET_MS) * BUCKET_MS)
    for (const value of values) addTo(bucket, value)
  }

  /** One datapoint per period in which the metric has values; `from <= time < to`, periods begin at multiples. */
  read(metric: MetricName, statistic: string, periodSeconds: number, from: number, to: number): TimeSeries {
    const periodMs = Math.max(BUCKET_MS, periodSeconds * 1000)
    const buckets = this.#series.get(keyOf(metric))?.buckets ?? new Map<number, Bucket>()
    const periods = new Map<number, Bucket[]>()
    for (const [start, bucket] of buckets) {
      const period = Math.floor(start / periodMs) * periodMs
      if (period + periodMs <= from || period >= to) continue
      periods.set(period, [...(periods.get(period) ?? []), bucket])
    }
    const ordered = [...periods].sort(([a], [b]) => a - b)
    return new Map(ordered.map(([period, parts]) => [period, aggregate(parts, statistic)]))
  }

  list(): MetricName[] {
    return [...this.#series.values()].map(({ namespace, name, dimensions }) => ({ namespace, name, dimensions }))
  }

  #seriesOf(metric: MetricName): Series {
    const key = keyOf(metric)
    const known = this.#series.get(key)
    if (known) return known
    const series = { ...metric, buckets: new Map() }
    this.#series.set(key, series)
    return series
  }
}

function keyOf({ namespace, name, dimensions }: MetricName): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([namespace, name, sorted])
}

/** A new minute is when old ones are dropped. */
function bucketAt({ buckets }: Series, start: number): Bucket {
  const known = buckets.get(start)
  if (known) return known
  const bucket = { sum: 0, count: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, values: [] }
  buckets.set(start, bucket)
  for (const old of buckets.keys()) if (old < start - KEPT_MS) buckets.delete(old)
  return bucket
}

function addTo(bucket: Bucket, value: number): void {
  bucket.sum += value
  bucket.count += 1
  bucket.min = Math.min(bucket.min, value)
  bucket.max = Math.max(bucket.max, value)
  if (bucket.values.length < VALUES_PER_BUCKET) bucket.values.push(value)
}

function aggregate(buckets: Bucket[], statistic: string): number {
  const total = (pick: (bucket: Bucket) => number) => buckets.reduce((sum, bucket) => sum + pick(bucket), 0)
  if (statistic === 'Sum') return total(({ sum }) => sum)
  if (statistic === 'SampleCount') return total(({ count }) => count)
  if (statistic === 'Average') return total(({ sum }) => sum) / total(({ count }) => count)
  if (statistic === 'Minimum') return Math.min(...buckets.map(({ min }) => min))
  if (statistic === 'Maximum') return Math.max(...buckets.map(({ max }) => max))
  const [, percent] = /^p(\d+(?:\.\d+)?)$/i.exec(statistic) ?? []
  if (percent === undefined) throw new RangeError(`Statistic ${statistic} is not supported by the local runtime`)
  const values = buckets.flatMap((bucket) => bucket.values).sort((a, b) => a - b)
  return values[Math.max(0, Math.ceil((Number(percent) / 100) * values.length) - 1)] ?? 0
}
