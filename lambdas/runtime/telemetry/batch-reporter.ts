import type { BatchReport } from './consumer-telemetry.ts'
import { outcomeLine } from './outcome-line.ts'
import { OutcomeMetrics, type OutcomeMetricsOptions } from './outcome-metrics.ts'

export interface ReporterOptions extends OutcomeMetricsOptions {
  /** Writes text as it is; gets all lines of a batch at once. */
  readonly write: (text: string) => void
}

/** The outcome lines of a batch leave in one write, and share it with its metrics: writing is most of what they cost. */
export function batchReporter({ write, ...options }: ReporterOptions): (report: BatchReport) => void {
  const { consumer } = options
  const metrics = new OutcomeMetrics(options)
  return (report) => {
    // All of it has been told before.
    if (report.processed.length === 0) return
    const lines = report.processed.map((one) => outcomeLine(consumer, report.finishedAt, one))
    write(`${[...lines, ...metrics.linesOf(report)].join('\n')}\n`)
  }
}
