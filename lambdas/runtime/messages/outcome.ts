import type { Effects } from '../effects/effects.ts'
import type { Delivery, Message } from './message.ts'

/** The outcome of one delivery. */
export type Outcome =
  /** The handler ran and its effects are committed. */
  | { readonly kind: 'processed'; readonly effects: Pick<Effects, 'events' | 'commands' | 'afterCommit'> }
  /** Its effect had happened before: nothing was done. */
  | { readonly kind: 'duplicate' }
  /** It failed and comes back after the delay. `failures`: this one included, as the retry policy counts them. */
  | { readonly kind: 'failed'; readonly error: Error; readonly delaySeconds: number; readonly failures?: number }
  /** The message has not failed: it is in progress elsewhere, or its downstream is down. It comes back after the delay. */
  | { readonly kind: 'deferred'; readonly error: Error; readonly delaySeconds: number }
  /**
   * It is in the dead-letter queue with its cause, and gone from the source; where the order of an aggregate is held, it is
   * parked with its cause instead.
   */
  | { readonly kind: 'dead-lettered'; readonly error: Error; readonly failures: number }
  /**
   * It was given up, and the later events of its aggregate wait behind it. Its message comes back once and then leaves the queue,
   * because by then every instance knows of the hold.
   */
  | { readonly kind: 'parked-as-head'; readonly error: Error; readonly failures: number; readonly delaySeconds: number }
  /** It was not tried, and waits outside the queue, behind an earlier event of its aggregate that was given up. */
  | { readonly kind: 'parked' }
  /** Lost, as declared: an at-most-once handler failed after the message was acknowledged. */
  | { readonly kind: 'dropped'; readonly error: Error }
  /** Never started: too little time left, or behind a failed one of its group. It comes back after the delay. */
  | { readonly kind: 'returned'; readonly delaySeconds: number }

export type OutcomeKind = Outcome['kind']

/** Whether the message leaves the queue. */
export const isSettled = ({ kind }: Outcome): boolean =>
  kind === 'processed' || kind === 'duplicate' || kind === 'dead-lettered' || kind === 'parked' || kind === 'dropped'

/** A delivery whose outcome is known. */
export interface SettledDelivery {
  readonly delivery: Delivery
  /** Absent when the body is no message. */
  readonly message: Message | undefined
  readonly outcome: Outcome
  /**
   * From 1: one more than the message had failed before, as the retry policy counts. Absent where that count was not read,
   * as for a redelivered message that a `versioned` or `unique-key` consumer has processed.
   */
  readonly attempt: number | undefined
  readonly durationMs: number
  /** Epoch milliseconds; absent for what never started. */
  readonly startedAt?: number | undefined
  /** Whether the queue has already been told its delay, so that the end of the batch need not tell it again. */
  readonly isPostponed?: boolean
  /** Whether it was logged and counted before the end of the batch. */
  readonly isTold?: boolean
}

/** A delivery whose body has been read. */
export interface DecodedDelivery {
  readonly delivery: Delivery
  readonly message?: Message
  /** True: the body is not a message but a request to release the parked events of its group. */
  readonly isWakeUp?: boolean
  /** Why there is no message. */
  readonly error?: unknown
}
