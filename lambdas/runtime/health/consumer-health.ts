import type { Delivery } from '../messages/message.ts'

/**
 * The health of one consumer, by type of event or command: whether nearly all of that type fail for one cause.
 * Shared by all instances, and asked only about what fails or comes again: while all goes well it costs nothing.
 */
export interface ConsumerHealth {
  /** What it shares with other instances, loaded on demand. Absent: it counts nothing and holds nothing. */
  readonly guard?: () => Promise<{ readonly ofRetries: ConsumerHealth }>
  /**
   * Asked before a message is handled. Nothing: it may be.
   * @throws {HeldError} when it has to wait.
   */
  admit(delivery: Delivery, type: string): Promise<void> | undefined
  /** To be called when a message was handled. Counted in memory only, unless the message was a probe of a held type. */
  passed(delivery: Delivery, type: string): Promise<void> | undefined
  /**
   * To be called when the outcome says nothing about the type's health. If the message was a probe, another one may take its
   * place.
   */
  undecided(delivery: Delivery, type: string): Promise<void> | undefined
  /** To be called for every message that `admit` was asked about, whatever its outcome: it is not running any more. */
  ended(delivery: Delivery, type: string): void
  /**
   * To be called when a message has failed in a way that spends an attempt or makes it a dead letter, before either happens. Never
   * throws.
   */
  failed(failure: SubjectFailure): Promise<HealthVerdict>
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
export type HealthVerdict =
  | { readonly kind: 'single' }
  | { readonly kind: 'held' | 'look-again' | 'unknown'; readonly seconds: number; readonly message: string }

const single: HealthVerdict = { kind: 'single' }

/**
 * The health of a consumer that declares `systemicFailure: 'off'`, or has no table to share its counts in: every failure is a
 * single one.
 */
export const unwatched: ConsumerHealth = {
  admit: () => undefined,
  passed: () => undefined,
  undecided: () => undefined,
  ended: () => undefined,
  failed: async () => single,
}
