import type { SharedBreaker } from '../circuit-breaker/shared-breaker.ts'
import type { ByteBudget } from '../claim-check/byte-budget.ts'
import type { ClaimStore } from '../claim-check/claim-store.ts'
import type { Cause } from '../dead-letter/dead-letter.ts'
import type { DoneAs } from '../dead-letter/dead-letter-record.ts'
import type { FinalFailure } from '../dead-letter/final-failure.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { EffectsEnvironment } from '../effects/effects.ts'
import type { StreamReader } from '../event-store/event-store.ts'
import type { ConsumerHealth } from '../health/consumer-health.ts'
import type { MessageHistory } from '../history/message-history.ts'
import type { IdempotencyStrategy } from '../idempotency/strategy.ts'
import type { Delivery, Message } from '../messages/message.ts'
import type { Parking } from '../parking/parking.ts'
import type { Queue } from '../queue/queue.ts'
import type { Clock } from '../system/clock.ts'
import type { InvocationDeadline } from '../system/deadline.ts'
import type { Ids } from '../system/ids.ts'
import type { Random } from '../system/random.ts'
import type { Timers } from '../system/timers.ts'
import type { ConsumerTelemetry } from '../telemetry/consumer-telemetry.ts'
import type { DecodeMessage } from './decode-message.ts'
import type { MessageContext } from './handlers.ts'

/** One consumer, assembled: its declaration, its handlers, and everything outside that it touches. */
export interface Consumer {
  readonly declaration: ConsumerDeclaration
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly ids: Ids
  readonly effectsEnvironment: EffectsEnvironment
  readonly eventStore: StreamReader
  readonly decode: DecodeMessage
  /** Where the data of large events stands. Default: the bucket that the function's variables name. */
  readonly claims?: ClaimStore | undefined
  /** How much of that is in memory at a time. Default: a sixteenth of the function's memory. */
  readonly claimBudget?: ByteBudget | undefined
  readonly queue: Queue
  readonly history: MessageHistory
  readonly breakers: ReadonlyMap<string, SharedBreaker>
  readonly telemetry: ConsumerTelemetry
  /** Knows whether nearly all messages of a type fail for one cause. */
  readonly health: ConsumerHealth
  /** Where the later events of an aggregate wait behind one that was given up. Absent for a consumer that goes on without it. */
  readonly parking: Parking | undefined
  /** Whether an operator has paused the consumer. Never throws. Absent: the consumer does not look for it. */
  readonly isPaused?: (() => Promise<boolean>) | undefined
  handle(message: Message, context: MessageContext): Promise<void>
  /**
   * @param functionEnd epoch milliseconds at which Lambda ends this function.
   * @param signal aborted when the function has to answer: what is not written by then is not written. Default: never aborted.
   */
  openStrategy(functionEnd: number, signal?: AbortSignal): IdempotencyStrategy
  /**
   * @param signal once it is aborted nothing more is sent, because others may have processed the message since.
   * @throws when the message has not reached the dead-letter queue, or its record is not kept.
   */
  deadLetter(delivery: Delivery, message: Message | undefined, cause: Cause, signal?: AbortSignal): Promise<void>
  /**
   * Stores the record of a message that was given up, for a consumer that holds.
   * @param signal as for {@link deadLetter}. @throws when it could not be stored.
   */
  recordDeadLetter(
    delivery: Delivery,
    message: Message | undefined,
    cause: Cause,
    signal?: AbortSignal,
  ): Promise<FinalFailure>
  /**
   * Closes the record of a message that was given up and has been processed since, if there is one.
   * @param doneAs goes into the record; absent: the record says only that it is closed. @throws when the store does not answer.
   */
  closeDeadLetter(id: string, doneAs?: DoneAs): Promise<void>
}

/** What the messages of one invocation share. */
export interface Invocation extends Consumer {
  readonly deadline: InvocationDeadline
  readonly strategy: IdempotencyStrategy
}
