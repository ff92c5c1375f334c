import type { SharedBreaker } from '../circuit-breaker/shared-breaker.ts'
import type { ByteBudget } from '../claims/byte-budget.ts'
import type { ClaimStore } from '../claims/claim-store.ts'
import type { Cause } from '../dead-letter/dead-letter.ts'
import type { Death } from '../dead-letter/death.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { EffectsEnvironment } from '../effects/effects.ts'
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
  readonly decode: DecodeMessage
  /** Where the data of large events stands. Default: the bucket that the function's variables name. */
  readonly claims?: ClaimStore | undefined
  /** How much of that is in memory at a time. Default: a sixteenth of the function's memory. */
  readonly claimBudget?: ByteBudget | undefined
  readonly queue: Queue
  readonly history: MessageHistory
  readonly breakers: ReadonlyMap<string, SharedBreaker>
  readonly telemetry: ConsumerTelemetry
  /** Whether nearly everything fails for one cause. */
  readonly health: ConsumerHealth
  /** Where the later events of an aggregate wait behind a dead one; absent where they go on without it. */
  readonly parking: Parking | undefined
  handle(message: Message, context: MessageContext): Promise<void>
  /** @param functionEnd epoch milliseconds at which Lambda ends this function. */
  openStrategy(functionEnd: number): IdempotencyStrategy
  /** @throws when the message has not reached the dead-letter queue, or its record is not kept. */
  deadLetter(delivery: Delivery, message: Message | undefined, cause: Cause): Promise<void>
  /** Keeps a record of a death, for a consumer that holds. @throws when it is not kept. */
  recordDeadLetter(delivery: Delivery, message: Message | undefined, cause: Cause): Promise<Death>
  /** Closes the record of a death whose event has been done since, if there is one. @throws when the store does not answer. */
  closeDeadLetter(id: string): Promise<void>
}

/** What the messages of one invocation share. */
export interface Invocation extends Consumer {
  readonly deadline: InvocationDeadline
  readonly strategy: IdempotencyStrategy
}
