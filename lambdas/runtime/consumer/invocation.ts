import type { CircuitBreaker } from '../circuit-breaker/circuit-breaker.ts'
import type { Graveyard } from '../dead-letter/bury.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { EffectsEnvironment } from '../effects/effects.ts'
import type { IdempotencyWay } from '../idempotency/way.ts'
import type { AttemptsEnvironment } from '../retry/attempts.ts'
import type { ConsumerTelemetry } from '../telemetry/consumer-telemetry.ts'
import type { Deadline } from './deadline.ts'
import type { DecodeMessage } from './decode-message.ts'
import type { ConsumerEnvironment } from './environment.ts'
import type { MessageContext } from './handlers.ts'
import type { Message } from './message.ts'

/** What all invocations of one function share. */
export interface Consumer {
  readonly declaration: ConsumerDeclaration
  readonly environment: ConsumerEnvironment
  readonly effectsEnvironment: EffectsEnvironment
  readonly attempts: AttemptsEnvironment
  readonly graveyard: Graveyard
  readonly decode: DecodeMessage
  readonly telemetry: ConsumerTelemetry
  readonly breakers: ReadonlyMap<string, CircuitBreaker>
  handle(message: Message, context: MessageContext): Promise<void>
}

/** What the messages of one invocation share. */
export interface Invocation extends Consumer {
  readonly deadline: Deadline
  readonly way: IdempotencyWay
}
