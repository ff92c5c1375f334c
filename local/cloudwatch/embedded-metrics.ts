import type { MetricStore } from './metric-store.ts'

interface EmbeddedMetrics {
  _aws?: {
    Timestamp?: number
    CloudWatchMetrics?: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[]
  }
  [field: string]: unknown
}

/**
 * Takes the metrics out of a log line in CloudWatch's embedded metric format; any other line is left alone, and so is one with
 * something before or after its document, of which AWS promises nothing.
 */
export function readEmbeddedMetrics(line: string, store: MetricStore, now: number): void {
  if (!line.includes('"_aws"')) return
  const document = parse(line)
  for (const { Namespace, Dimensions, Metrics } of document?._aws?.CloudWatchMetrics ?? []) {
    for (const names of Dimensions) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(document?.[name])]))
      for (const { Name } of Metrics) {
        const values = [document?.[Name]].flat().filter((value) => typeof value === 'number')
        if (values.length === 0) continue
        store.add({ namespace: Namespace, name: Name, dimensions }, document?._aws?.Timestamp ?? now, values)
      }
    }
  }
}

function parse(line: string): EmbeddedMetrics | undefined {
  try {
    return JSON.parse(line) as EmbeddedMetrics
  } catch {
    return undefined
  }
}
