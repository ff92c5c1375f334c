import type { Consumer } from '../invocation.ts'
import { type BatchMiddleware, outcomesOf } from './batch-request.ts'

/**
 * Does what handlers have asked for once their effects are committed. It comes after the delays of the messages that stay in the queue are
 * set, so that these do not wait for it, and before the end of the batch is told, because that waits until its warnings are written. Its code is
 * loaded when first needed, because most consumers ask for nothing.
 */
export const afterCommit = (consumer: Pick<Consumer, 'telemetry' | 'timers' | 'clock'>): BatchMiddleware => ({
  async after(request) {
    const settled = outcomesOf(request.response)
    const { deadline } = request.event
    if (!deadline || !settled.some(({ outcome }) => outcome.kind === 'processed' && outcome.effects.afterCommit)) return
    request.event = { ...request.event, settledAt: consumer.clock.now() }
    const { runAfterCommit } = await import('../run-after-commit.ts')
    await runAfterCommit({ ...consumer, deadline }, settled)
  },
})
