import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { EffectsEnvironment } from '../effects/effects.ts'
import type { IdempotencyWay } from '../idempotency/way.ts'
import type { MessageLogger } from '../telemetry/telemetry.ts'
import type { Deadline } from './deadline.ts'
import type { DecodeMessage } from './decode-message.ts'
import type { ConsumerEnvironment } from './environment.ts'
import type { Breaker, MessageContext } from './handlers.ts'
import type { Delivery, Message } from './message.ts'

/** What the messages of one invocation share. */
export interface Invocation {
  readonly declaration: ConsumerDeclaration
  readonly environment: ConsumerEnvironment
  readonly effectsEnvironment: EffectsEnvironment
  readonly deadline: Deadline
  readonly way: IdempotencyWay
  readonly decode: DecodeMessage
  handle(message: Message, context: MessageContext): Promise<void>
  loggerOf(delivery: Delivery, message: Message): MessageLogger
  breaker(name: string): Breaker
}
