import type { Consumer } from '../invocation.ts'
import { type BatchMiddleware, outcomesOf } from './batch-request.ts'

/**
 * Does what handlers have asked for once their effects are committed. It comes after the delays of the messages that stay in the queue are
 * set, so that these do not wait for it, and before the end of the batch is told, because that waits until its warnings are written. Its code is
 * loaded when first needed, because most consumers ask for nothing.
 */
export const afterCommit = (consumer: Pick<Consumer, 'telemetry' | 'timers' | 'clock'>): BatchMiddleware => ({
  async after({ response, event }) {
    const settled = outcomesOf(response)
    if (!settled.some(({ outcome }) => 'effects' in outcome && outcome.effects.afterCommit)) return
    event.doneAt = consumer.clock.now()
    const { runAfterCommit } = await import('../run-after-commit.ts')
    await runAfterCommit(consumer, event.deadline!, settled)
  },
})
