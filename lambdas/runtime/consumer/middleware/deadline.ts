import type { Clock } from '../../system/clock.ts'
import { startDeadline } from '../../system/deadline.ts'
import type { Timers } from '../../system/timers.ts'
import type { BatchMiddleware } from './batch-request.ts'

/** Starts the timer that cuts handlers off before the function's own timeout, and stops it at the end, whatever happens. */
export function deadline({ clock, timers }: { readonly clock: Clock; readonly timers: Timers }): BatchMiddleware {
  const close: BatchMiddleware['after'] = (request) => request.event.deadline?.close()
  return {
    before(request) {
      const remaining = request.context.getRemainingTimeInMillis()
      request.event = { ...request.event, deadline: startDeadline(clock, timers, remaining) }
    },
    after: close,
    onError: close,
  }
}
