import type { Clock } from '../../system/clock.ts'
import type { ConsumerTelemetry } from '../../telemetry/consumer-telemetry.ts'
import { quiet } from '../../telemetry/quiet.ts'
import { tell } from '../tell.ts'
import { type BatchMiddleware, outcomesOf } from './batch-request.ts'

/** Logs and counts the outcomes of an invocation at its end, except those that were reported before. */
export const report = (telemetry: ConsumerTelemetry, clock: Clock): BatchMiddleware => ({
  before: () => quiet(telemetry).batchStarts(),
  after: (request) =>
    tell(telemetry, {
      processed: outcomesOf(request.response).filter(({ isTold }) => !isTold),
      finishedAt: request.event.doneAt ?? clock.now(),
      remainingMs: request.context.getRemainingTimeInMillis(),
    }),
})
