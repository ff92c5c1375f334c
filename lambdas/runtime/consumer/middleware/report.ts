import type { Clock } from '../../system/clock.ts'
import type { ConsumerTelemetry } from '../../telemetry/consumer-telemetry.ts'
import { type BatchMiddleware, outcomesOf } from './batch-request.ts'

/** Logs and counts the outcomes, once per invocation. */
export const report = (telemetry: ConsumerTelemetry, clock: Clock): BatchMiddleware => ({
  before: () => telemetry.batchStarts(),
  after: (request) => telemetry.batchDone({ processed: outcomesOf(request.response), finishedAt: clock.now() }),
})
