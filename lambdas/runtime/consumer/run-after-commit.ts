import type { AfterCommit } from '../effects/effects.ts'
import { TransientError } from '../errors.ts'
import type { Message } from '../messages/message.ts'
import type { SettledDelivery } from '../messages/outcome.ts'
import { quiet } from '../telemetry/quiet.ts'
import { toError } from '../to-error.ts'
import type { Handling } from './process-message.ts'

/**
 * Milliseconds after which what has no answer is given up. The function is billed while it waits, and its messages leave the queue only
 * when it has answered.
 */
const MOST_MS = 1000

/** Does what the handlers of messages that are processed have asked for, side by side. Never rejects: a failure is logged with its message. */
export async function runAfterCommit(
  { timers, telemetry }: Pick<Handling, 'timers' | 'telemetry'>,
  deadline: Pick<Handling['deadline'], 'signal'>,
  settled: readonly Pick<SettledDelivery, 'message' | 'outcome'>[],
): Promise<void> {
  const tooLate = new AbortController()
  const cancel = timers.after(MOST_MS, () =>
    tooLate.abort(new TransientError('NO_ANSWER_IN_TIME', `There was no answer within ${MOST_MS} ms.`)),
  )
  const signal = AbortSignal.any([tooLate.signal, deadline.signal])
  const over = rejectedOnceAborted(signal)
  const run = async (message: Message, step: AfterCommit) => {
    try {
      await Promise.race(signal.aborted ? [over] : [step.run(signal), over])
    } catch (thrown) {
      quiet(telemetry.loggerOf(message)).warn('after-commit step failed', { step: step.what, error: toError(thrown) })
    }
  }
  const due = settled.flatMap(({ message, outcome }) =>
    message && outcome.kind === 'processed'
      ? (outcome.effects.afterCommit ?? []).map((step) => run(message, step))
      : [],
  )
  // A logger that cannot be made must not bring back messages that have been handled.
  await Promise.allSettled(due)
  cancel()
}

function rejectedOnceAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  // Nobody may be waiting when it happens.
  promise.catch(() => {})
  if (signal.aborted) reject(signal.reason)
  else signal.addEventListener('abort', () => reject(signal.reason))
  return promise
}
