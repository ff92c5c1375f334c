import type { EventCatalog } from '../../../events/decode.ts'
import type { CommandEnvelope } from '../../../events/define-command.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { dispatcher } from '../consumer/create-consumer.ts'
import { messageDecoder } from '../consumer/decode-message.ts'
import type { HandlersOf } from '../consumer/handlers.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { EffectsEnvironment } from '../effects/effects.ts'
import type { IdempotencyWay } from '../idempotency/way.ts'
import type { Clock } from '../system/clock.ts'
import type { Ids } from '../system/ids.ts'
import type { Random } from '../system/random.ts'
import type { Timers } from '../system/timers.ts'
import type { MessageLogger } from '../telemetry/message-logger.ts'
import { deliver, type GivenUp } from './deliver.ts'
import { memoryWay } from './memory-way.ts'

export interface InProcessBusOptions {
  readonly clock: Clock
  readonly timers: Timers
  readonly ids: Ids
  readonly random: Random
  readonly logger: MessageLogger
  /**
   * Told of every message that a consumer has given up. In-process there is no dead-letter queue to find it in later. What it
   * throws is logged.
   */
  readonly onGivenUp: (givenUp: GivenUp) => void
  /**
   * The strategy by which a consumer's effects are committed, once for each message. Default: remembered in this process.
   * @param handlingEnd epoch milliseconds at which the handler is cut off.
   */
  readonly wayOf?: (declaration: ConsumerDeclaration, handlingEnd: number) => IdempotencyWay
  /** Tables of staged events and commands; needed by handlers that append or send. */
  readonly tables?: Pick<EffectsEnvironment, 'eventTable' | 'commandTable'>
  /** All event types; needed by consumers that subscribe to `'*'`. */
  readonly catalog?: EventCatalog
}

/** Publish and subscribe within one process, with the declarations and handlers that a deployed consumer has. */
export interface InProcessBus {
  /** The same arguments as `consumerHandler`, without its environment. @returns how to end the subscription. */
  subscribe<const Declaration extends ConsumerDeclaration>(
    declaration: Declaration,
    handlers: HandlersOf<Declaration>,
  ): () => void
  /**
   * Hands a message to whoever subscribes to it, retries as declared, and carries on what the handlers append and send.
   * Resolves when all of that is settled; never rejects. A message is lost with the process: that is what the event table
   * is for.
   */
  publish(...messages: readonly (EventEnvelope | CommandEnvelope)[]): Promise<void>
  /** Resolves when nothing is under way any more, e.g. before the process ends. */
  idle(): Promise<void>
}

interface Subscription {
  takes(message: EventEnvelope | CommandEnvelope): boolean
  deliver(message: EventEnvelope | CommandEnvelope): Promise<readonly (EventEnvelope | CommandEnvelope)[]>
}

export function createInProcessBus(options: InProcessBusOptions): InProcessBus {
  const subscriptions = new Set<Subscription>()
  const underWay = new Set<Promise<void>>()

  async function settle(message: EventEnvelope | CommandEnvelope): Promise<void> {
    const takers = [...subscriptions].filter((subscription) => subscription.takes(message))
    await Promise.all(
      takers.map(async (subscription) => {
        const following = await subscription.deliver(message)
        await Promise.all(following.map(settle))
      }),
    )
  }

  return {
    subscribe: (declaration, handlers) => {
      const subscription = subscriptionOf(declaration, handlers, options)
      subscriptions.add(subscription)
      return () => void subscriptions.delete(subscription)
    },
    publish: async (...messages) => {
      const work = Promise.all(messages.map(settle)).then(() => undefined)
      underWay.add(work)
      await work.finally(() => underWay.delete(work))
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

function subscriptionOf(
  declaration: ConsumerDeclaration,
  handlers: unknown,
  options: InProcessBusOptions,
): Subscription {
  const { wayOf, tables = {}, clock, ids } = options
  const memory = memoryWay(clock, declaration)
  const consumer = {
    ...options,
    declaration,
    decode: messageDecoder(declaration, options.catalog),
    handle: dispatcher(handlers),
    openWay: (handlingEnd: number) => wayOf?.(declaration, handlingEnd) ?? memory,
    effectsEnvironment: { clock, ids, source: declaration.name, ...tables },
  }
  const types = new Set([...declaration.accepts, ...eventsOf(declaration)].map(({ type }) => type))
  /** The last delivery of each aggregate, for those that need order. */
  const lanes = new Map<string, Promise<unknown>>()

  return {
    takes: (message) =>
      isEvent(message)
        ? declaration.subscribesTo === '*' || types.has(message.event_type)
        : types.has(message.command_type),
    deliver: (message) => {
      if (declaration.ordering === 'none' || !isEvent(message)) return deliver(consumer, message)
      const lane = `${message.aggregate_type}#${message.aggregate_id}`
      const delivered = (lanes.get(lane) ?? Promise.resolve()).then(() => deliver(consumer, message))
      lanes.set(lane, delivered)
      return delivered.finally(() => {
        if (lanes.get(lane) === delivered) lanes.delete(lane)
      })
    },
  }
}

const eventsOf = ({ subscribesTo }: ConsumerDeclaration) => (subscribesTo === '*' ? [] : subscribesTo)

const isEvent = (message: EventEnvelope | CommandEnvelope): message is EventEnvelope => 'event_type' in message
