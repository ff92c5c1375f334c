import type { Queue } from '../../queue/queue.ts'
import { type BatchMiddleware, outcomesOf } from './batch-request.ts'

/**
 * Sets the time at which each message that stays in the queue comes back. If that fails, or does not end within the function's
 * time, the messages come back after the queue's visibility timeout.
 */
export const visibility = (queue: Queue): BatchMiddleware => ({
  async after(request) {
    const due = outcomesOf(request.response).flatMap(({ delivery: { receiptHandle }, outcome, isPostponed }) =>
      'delaySeconds' in outcome && !isPostponed ? [{ receiptHandle, delaySeconds: outcome.delaySeconds }] : [],
    )
    if (due.length === 0) return
    const postponed = queue.postpone(due).catch(() => {})
    await Promise.race([postponed, request.event.deadline?.ended])
  },
})
