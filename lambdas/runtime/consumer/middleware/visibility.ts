import type { Queue } from '../../queue/queue.ts'
import { type BatchMiddleware, outcomesOf } from './batch-request.ts'

/**
 * Brings back what stays in the queue when it is due. Best effort and not beyond the function's time: else the queue's
 * visibility timeout does.
 */
export const visibility = (queue: Queue): BatchMiddleware => ({
  async after(request) {
    const due = outcomesOf(request.response).flatMap(({ delivery: { receiptHandle }, outcome }) =>
      'delaySeconds' in outcome ? [{ receiptHandle, delaySeconds: outcome.delaySeconds }] : [],
    )
    if (due.length === 0) return
    const postponed = queue.postpone(due).catch(() => {})
    await Promise.race([postponed, request.event.deadline?.ended])
  },
})
