import type { EventCatalog } from '../../../events/decode.ts'
import { createBreakers } from '../circuit-breaker/breakers.ts'
import type { BreakerSettings } from '../circuit-breaker/settings.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { figuresOf } from '../declarations/figures.ts'
import type { EffectsEnvironment } from '../effects/effects.ts'
import { messageDecoder } from './decode-message.ts'
import type { ConsumerEnvironment } from './environment.ts'
import type { MessageContext, MessageHandler } from './handlers.ts'
import type { Consumer } from './invocation.ts'
import type { Message } from './message.ts'

export interface ConsumerHandlerOptions {
  /** All event types; required when it subscribes to `'*'`. */
  readonly catalog?: EventCatalog
  /** Differences from the default settings, by name of the breaker. */
  readonly breakers?: Readonly<Record<string, Partial<BreakerSettings>>>
}

/** Everything that is made once per function, before the first message. */
export function createConsumer(
  declaration: ConsumerDeclaration,
  environment: ConsumerEnvironment,
  handlers: unknown,
  options: ConsumerHandlerOptions,
): Consumer {
  const { tables, clock, dynamo, queue } = environment
  const telemetry = environment.telemetry(declaration)
  const breakersEnvironment = { ...environment, breakerTable: tables.breakers }
  return {
    declaration,
    environment,
    telemetry,
    effectsEnvironment: effectsEnvironment(declaration, environment),
    attempts: {
      clock,
      dynamo,
      processedTable: tables.processed,
      consumer: declaration.name,
      ttlSeconds: figuresOf(declaration).retentionSeconds,
    },
    graveyard: { queue, dynamo, deadLetterTable: tables.deadLetters },
    breakers: createBreakers(declaration.name, declaration.breakers, breakersEnvironment, options.breakers),
    decode: messageDecoder(declaration, options.catalog),
    handle: dispatcher(handlers),
  }
}

function effectsEnvironment(
  { name, idempotency }: ConsumerDeclaration,
  { clock, ids, tables }: ConsumerEnvironment,
): EffectsEnvironment {
  const guardsItself = idempotency === 'versioned' || idempotency === 'unique-key'
  return {
    clock,
    ids,
    source: name,
    ...(tables.events ? { eventTable: tables.events } : {}),
    ...(tables.commands ? { commandTable: tables.commands } : {}),
    ...(guardsItself ? { onConditionFailed: 'superseded' } : {}),
  }
}

type AnyHandler = MessageHandler<never>

function dispatcher(handlers: unknown): (message: Message, context: MessageContext) => Promise<void> {
  if (typeof handlers === 'function') {
    return async (message, context) => (handlers as AnyHandler)(message.payload as never, context)
  }
  const byType = handlers as Readonly<Record<string, AnyHandler>>
  return async (message, context) => byType[message.type]!(message.payload as never, context)
}
