import type { BatchReport } from './consumer-telemetry.ts'
import { outcomeLine } from './outcome-line.ts'
import { OutcomeMetrics } from './outcome-metrics.ts'

export interface ReporterOptions {
  readonly service: string
  readonly consumer: string
  /** Writes text as it is; gets all lines of a batch at once. */
  readonly write: (text: string) => void
}

/** The outcome lines of a batch leave in one write, and share it with its metrics: writing is most of what they cost. */
export function batchReporter({ service, consumer, write }: ReporterOptions): (report: BatchReport) => void {
  const metrics = new OutcomeMetrics(service, consumer)
  return (report) => {
    const lines = report.processed.map((one) => outcomeLine(service, consumer, report.finishedAt, one))
    write(`${[...lines, ...metrics.linesOf(report)].join('\n')}\n`)
  }
}
