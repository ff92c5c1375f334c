import type { Clock } from '../../system/clock.ts'
import type { ConsumerTelemetry } from '../../telemetry/consumer-telemetry.ts'
import { quiet } from '../../telemetry/quiet.ts'
import { textOf } from '../../text-of.ts'
import { type BatchMiddleware, outcomesOf } from './batch-request.ts'

/** Logs and counts the outcomes, once per invocation. What cannot be told is no reason to do everything again. */
export const report = (telemetry: ConsumerTelemetry, clock: Clock): BatchMiddleware => ({
  before: () => quiet(telemetry).batchStarts(),
  async after(request) {
    try {
      await telemetry.batchDone({
        processed: outcomesOf(request.response),
        finishedAt: clock.now(),
        remainingMs: request.context.getRemainingTimeInMillis(),
      })
    } catch (error) {
      process.stderr.write(`${JSON.stringify({ level: 'ERROR', message: 'telemetry failed', error: textOf(error) })}\n`)
    }
  },
})
