import type { Delivery } from '../messages/message.ts'

/**
 * The health of one consumer, by type of event or command: whether nearly all of that type fail for one cause.
 * Shared by all instances, and asked only about what fails or comes again: while all goes well it costs nothing.
 */
export interface ConsumerHealth {
  /** False: it counts nothing and holds nothing. */
  readonly isWatched: boolean
  /**
   * Asked before a message is handled. Nothing: it may be.
   * @throws {HeldError} when it has to wait.
   */
  admit(delivery: Delivery, type: string): Promise<void> | undefined
  /** It was handled. Counted in memory only, unless it was a try while its type is held. */
  passed(delivery: Delivery, type: string): Promise<void> | undefined
  /** Its outcome says nothing of the type's health: another message may be tried in its place. */
  undecided(delivery: Delivery, type: string): Promise<void> | undefined
  /** Told of everything that was asked about, whatever became of it: it is not running any more. */
  ended(delivery: Delivery, type: string): void
  /** It has failed in a way that spends an attempt or ends as a dead letter. Told before either happens. Never throws. */
  failed(failure: SubjectFailure): Promise<Verdict>
}

export interface SubjectFailure {
  readonly delivery: Delivery
  readonly type: string
  /** The aggregate; the message itself where there is none. */
  readonly key: string
  readonly error: Error
}

/**
 * - `single`: a failure like any other.
 * - `held`: nearly all of its type fail for its cause, so it waits; it is neither counted nor given up.
 * - `look-again`: many fail for its cause, but not nearly all in this window: before it is given up it is tried in the next.
 * - `unknown`: the store that counts is away. It is not given up meanwhile.
 */
export type Verdict =
  | { readonly kind: 'single' }
  | { readonly kind: 'held' | 'look-again' | 'unknown'; readonly seconds: number; readonly message: string }

const single: Verdict = { kind: 'single' }

/** Of a consumer that declares `systemicFailure: 'off'`, or has nowhere to share what it knows. */
export const unwatched: ConsumerHealth = {
  isWatched: false,
  admit: () => undefined,
  passed: () => undefined,
  undecided: () => undefined,
  ended: () => undefined,
  failed: async () => single,
}
