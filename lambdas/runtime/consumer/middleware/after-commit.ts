import type { Consumer } from '../invocation.ts'
import { type BatchMiddleware, outcomesOf } from './batch-request.ts'

/**
 * Does what handlers have asked for once their effects are committed. It comes after the delays of the messages that stay in the queue are
 * set, so that these do not wait for it, and after the outcomes are told, so that no lag counts it and a function that dies in it has told them.
 * Its code is loaded when first needed, because most consumers ask for nothing.
 */
export const afterCommit = (consumer: Pick<Consumer, 'telemetry' | 'timers'>): BatchMiddleware => ({
  async after({ response, event: { deadline } }) {
    const settled = outcomesOf(response)
    if (!deadline || !settled.some(({ outcome }) => outcome.kind === 'processed' && outcome.effects.afterCommit)) return
    const { runAfterCommit } = await import('../run-after-commit.ts')
    await runAfterCommit({ ...consumer, deadline }, settled)
  },
})
