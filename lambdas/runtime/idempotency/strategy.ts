import type { Effects } from '../effects/effects.ts'

/**
 * Does something outside, once per message: what an earlier attempt has done and put on record is not done again, and its
 * result is what that attempt got.
 */
export type RunStep = <Result>(name: string, call: () => Promise<Result>) => Promise<Result>

/** What a strategy tells the handler about its claim; nothing where there is no claim. */
export interface Hints {
  readonly fencingToken?: number
  readonly step?: RunStep
}

/** One message between its handler and its commit. */
export interface UnitOfWork {
  /** `<consumer>#<event id>`: never the SQS message id, which a redrive changes. */
  readonly key: string
  /**
   * Runs the handler on a fresh unit of effects; called again after a conflict.
   * @throws whatever the handler throws.
   */
  handle(hints?: Hints): Promise<Effects>
}

export type ProcessingResult = 'processed' | 'duplicate'

/** Keeps repeated messages from having a second effect, for the messages of one invocation. */
export interface IdempotencyStrategy {
  /**
   * Handles and commits, at most once for its effect.
   * @throws {ConflictError} when the handler is to decide again.
   */
  process(unit: UnitOfWork): Promise<ProcessingResult>
}
