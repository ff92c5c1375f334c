import type { EventCatalog } from '../../../events/decode.ts'
import { lazyBreakers } from '../circuit-breaker/lazy-breakers.ts'
import type { BreakerSettings } from '../circuit-breaker/settings.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { derivedLimits } from '../declarations/derived-limits.ts'
import { mayHaveParked } from '../declarations/parking.ts'
import type { EffectsEnvironment } from '../effects/effects.ts'
import { createHealth } from '../health/create-health.ts'
import { lazyHistory } from '../history/lazy-history.ts'
import { openStrategy } from '../idempotency/open-strategy.ts'
import type { Message } from '../messages/message.ts'
import { lazyParking } from '../parking/lazy-parking.ts'
import type { Parking } from '../parking/parking.ts'
import { messageDecoder } from './decode-message.ts'
import type { ConsumerEnvironment } from './environment.ts'
import type { MessageContext, MessageHandler } from './handlers.ts'
import type { Consumer } from './invocation.ts'
import { leavesMarkers } from './process-message.ts'

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
  const { tables, clock, timers, random, ids, dynamo, queue, eventStore } = environment
  const { name } = declaration
  const processedTable = tables.processed
  const deadLettering = { ...environment, consumer: name, deadLetterTable: tables.deadLetters }
  const ttlSeconds = derivedLimits(declaration).retentionSeconds
  const breakersEnvironment = { clock, random, dynamo, breakerTable: tables.breakers }
  return {
    declaration,
    clock,
    timers,
    random,
    ids,
    queue,
    telemetry: environment.telemetry(declaration),
    effectsEnvironment: effectsEnvironmentOf(declaration, environment),
    eventStore,
    history: lazyHistory({ clock, ids, dynamo, processedTable, consumer: name, ttlSeconds }),
    breakers: lazyBreakers(name, declaration.breakers, breakersEnvironment, options.breakers),
    health: createHealth(declaration, { clock, random, dynamo, healthTable: tables.health }),
    decode: messageDecoder(declaration, options.catalog),
    handle: rehearsed(environment.failureDrill, dispatcher(handlers)),
    openStrategy: (functionEnd, signal) =>
      openStrategy(declaration, { ...environment, processedTable, functionEnd, ...(signal && { signal }) }),
    deadLetter: async (...letter) => (await deadLetters()).moveToDeadLetterQueue(deadLettering, ...letter),
    recordDeadLetter: async (...letter) => (await deadLetters()).recordDeadLetter(deadLettering, ...letter),
    closeDeadLetter: async (id, doneAs) =>
      (await deadLetters()).closeDeadLetter(deadLettering, id, { at: clock.now(), doneAs }),
    isPaused: tables.operations === undefined ? undefined : pausedAt(tables.operations, declaration, environment),
    parking: mayHaveParked(declaration) ? parkingOf(declaration, environment) : undefined,
  }
}

/** Loaded when the first message dies: a cold start goes without it. */
const deadLetters = () => import('../dead-letter/dead-lettering.ts')

/** Loaded beside the first batch. */
function pausedAt(table: string, { name }: ConsumerDeclaration, { dynamo, clock }: ConsumerEnvironment) {
  let check: Promise<() => Promise<boolean>> | undefined
  return async () => {
    check ??= import('./pause-check.ts').then(({ pauseCheck }) => pauseCheck({ dynamo, clock, table, consumer: name }))
    return (await check)()
  }
}

/** A consumer that was `hold` once still needs it: events that were parked then wait until they are released. */
function parkingOf(declaration: ConsumerDeclaration, environment: ConsumerEnvironment): Parking | undefined {
  const { name, parking, onDeadLetter } = declaration
  const { parked, processed } = environment.tables
  if (parked === undefined && onDeadLetter !== 'hold') return undefined
  if (parked === undefined) throw new Error(`Consumer "${name}" holds, so it needs PARKED_TABLE.`)
  return lazyParking({
    ...environment,
    table: parked,
    processedTable: processed,
    leavesMarkers: leavesMarkers(declaration),
    visibilityTimeoutSeconds: derivedLimits(declaration).visibilityTimeoutSeconds,
    consumer: name,
    limits: parking,
  })
}

export function effectsEnvironmentOf(
  { name, idempotency }: ConsumerDeclaration,
  { clock, ids, tables }: Pick<ConsumerEnvironment, 'clock' | 'ids' | 'tables'>,
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

type Handle = ReturnType<typeof dispatcher>

/** Loaded only where somebody has asked for failures. */
const rehearsed = (drill: string | undefined, handle: Handle): Handle =>
  drill === undefined
    ? handle
    : async (message, context) => {
        const { failAsDrilled } = await import('./failure-drill.ts')
        failAsDrilled(drill, message, context.attempt)
        await handle(message, context)
      }

type AnyHandler = MessageHandler<never>

/** Calls the handler of the message's type, or the one for all types. */
export function dispatcher(handlers: unknown): (message: Message, context: MessageContext) => Promise<void> {
  if (typeof handlers === 'function') {
    return async (message, context) => (handlers as AnyHandler)(message.envelope as never, context)
  }
  const byType = handlers as Readonly<Record<string, AnyHandler>>
  return async (message, context) => byType[message.type]!(message.envelope as never, context)
}
