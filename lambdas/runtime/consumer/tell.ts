import type { BatchReport, ConsumerTelemetry } from '../telemetry/consumer-telemetry.ts'
import { textOf } from '../text-of.ts'

/** Logs and counts outcomes. Never throws, because a failure would bring back messages that have been handled. */
export async function tell(telemetry: ConsumerTelemetry, report: BatchReport): Promise<void> {
  try {
    await telemetry.batchDone(report)
  } catch (error) {
    process.stderr.write(`${JSON.stringify({ level: 'ERROR', message: 'telemetry failed', error: textOf(error) })}\n`)
  }
}
