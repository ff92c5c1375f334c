import { TransientError } from '../errors.ts'
import type { Clock } from './clock.ts'
import type { Timers } from './timers.ts'

/** The time that one invocation has. */
export interface InvocationDeadline {
  /** Epoch milliseconds at which handlers are cut off; what remains then is for settling. */
  readonly handlersEnd: number
  /** Epoch milliseconds at which Lambda ends the function. */
  readonly functionEnd: number
  readonly signal: AbortSignal
  /** Rejects when the handlers' time is over. */
  readonly over: Promise<never>
  /**
   * Resolves when even the settling must end, shortly before Lambda ends the function. Messages without an outcome by then come
   * back.
   */
  readonly lastCall: Promise<void>
  /**
   * Aborted at the same time. Nothing about a message may be written after that: once the function has answered, Lambda may freeze it and
   * let it go on minutes later, when another function has handled the message.
   */
  readonly lastCallSignal: AbortSignal
  /** Resolves just before Lambda ends the function. */
  readonly ended: Promise<void>
  remainingMs(): number
  /** Whether there is enough time to start a handler. What has not begun otherwise goes back. */
  leavesTime(): boolean
  /** Releases the timers. */
  close(): void
}

/** Kept back for commit, dead letters and visibility changes: a tenth of the time, 0.2 to 2 s. */
const settlingTime = (remaining: number): number => Math.min(2000, Math.max(200, remaining / 10))

/** With less time than this, in milliseconds, no handler is started. */
const MIN_HANDLER_MS = 100

export function startDeadline(clock: Clock, timers: Timers, remainingMs: number): InvocationDeadline {
  const settling = settlingTime(remainingMs)
  const functionEnd = clock.now() + remainingMs
  const handlersEnd = functionEnd - settling
  const abort = new AbortController()
  const { promise: over, reject } = Promise.withResolvers<never>()
  // Nobody may be waiting when it fires.
  over.catch(() => {})
  const endHandlers = () => {
    const error = new TransientError('HANDLER_TIMEOUT', 'The handler was still running shortly before the deadline.')
    abort.abort(error)
    reject(error)
  }
  const lastCall = Promise.withResolvers<void>()
  const noMore = new AbortController()
  const makeLastCall = () => {
    noMore.abort(new TransientError('NO_ANSWER_IN_TIME', 'The function had to answer before this was done.'))
    lastCall.resolve()
  }
  const ended = Promise.withResolvers<void>()
  const cancels = [
    timers.after(Math.max(0, remainingMs - settling), endHandlers),
    timers.after(remainingMs - settling / 3, makeLastCall),
    timers.after(remainingMs - settling / 10, ended.resolve),
  ]
  return {
    handlersEnd,
    functionEnd,
    signal: abort.signal,
    over,
    lastCall: lastCall.promise,
    lastCallSignal: noMore.signal,
    ended: ended.promise,
    remainingMs: () => Math.max(0, handlersEnd - clock.now()),
    leavesTime: () => handlersEnd - clock.now() >= MIN_HANDLER_MS,
    close: () => {
      for (const cancel of cancels) cancel()
    },
  }
}
