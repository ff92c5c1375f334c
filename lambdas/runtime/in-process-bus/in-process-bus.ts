import type { EventCatalog } from '../../../events/decode.ts'
import type { CommandEnvelope } from '../../../events/define-command.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { dispatcher } from '../consumer/create-consumer.ts'
import { messageDecoder } from '../consumer/decode-message.ts'
import type { HandlersOf } from '../consumer/handlers.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { EffectsEnvironment } from '../effects/effects.ts'
import { absentEventStore } from '../event-store/absent-event-store.ts'
import type { StreamReader } from '../event-store/event-store.ts'
import type { IdempotencyStrategy } from '../idempotency/strategy.ts'
import type { HeldAggregate } from '../parking/memory-parking.ts'
import type { Clock } from '../system/clock.ts'
import type { Ids } from '../system/ids.ts'
import type { Random } from '../system/random.ts'
import type { Timers } from '../system/timers.ts'
import type { MessageLogger } from '../telemetry/message-logger.ts'
import { type Delivered, deliver, type GivenUp } from './deliver.ts'
import { HeldLanes } from './held-lanes.ts'
import { memoryStrategy } from './memory-strategy.ts'

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
  readonly strategyOf?: (declaration: ConsumerDeclaration, handlingEnd: number) => IdempotencyStrategy
  /** Tables of staged events and commands; needed by handlers that append or send. */
  readonly tables?: Pick<EffectsEnvironment, 'eventTable' | 'commandTable'>
  /** The event store that handlers read; needed by those that read it. */
  readonly eventStore?: StreamReader
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
   * is for. An event that waits behind one that a consumer holds (`onDeadLetter: 'hold'`) is settled in so far as it is kept.
   */
  publish(...messages: readonly (EventEnvelope | CommandEnvelope)[]): Promise<void>
  /** The aggregates that consumers hold, each with its parked events, the head first. Lost with the process. */
  held(): readonly HeldInProcess[]
  /**
   * Tries the head of an aggregate again, then what waits behind it, in order, up to the first that is given up. Nothing is released by
   * itself, unlike behind a queue. @returns whether anything is still held of it. @throws {Error} when nobody has that name.
   */
  release(consumer: string, aggregateId: string): Promise<'live' | 'held'>
  /** Takes one event out for good, unrun, and releases what waits behind it. @throws {Error} when it is not parked. */
  skip(consumer: string, aggregateId: string, eventId: string): Promise<'live' | 'held'>
  /** Resolves when nothing is under way any more, e.g. before the process ends. */
  idle(): Promise<void>
}

export interface HeldInProcess extends HeldAggregate {
  readonly consumer: string
}

interface Subscription {
  readonly consumer: string
  takes(message: EventEnvelope | CommandEnvelope): boolean
  deliver(message: EventEnvelope | CommandEnvelope): Promise<Delivered['following']>
  /** Absent: it goes on behind an event that it has given up. */
  readonly lanes: HeldLanes | undefined
  /** Runs after everything of this aggregate that came before. */
  inLane<Result>(aggregateId: string, work: () => Promise<Result>): Promise<Result>
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

  function track<Result>(work: Promise<Result>): Promise<Result> {
    // The caller gets the rejection. The copy of the promise that is kept here must not reject, because an unhandled rejection
    // would end the process.
    const tracked = work.then(
      () => {},
      () => {},
    )
    underWay.add(tracked)
    return work.finally(() => underWay.delete(tracked))
  }

  const namedSubscription = (consumer: string): Subscription => {
    const found = [...subscriptions].find((subscription) => subscription.consumer === consumer)
    if (!found) throw new Error(`No consumer named "${consumer}" has subscribed.`)
    return found
  }

  async function release({ lanes, inLane }: Subscription, aggregateId: string): Promise<'live' | 'held'> {
    if (!lanes) return 'live'
    const following = await inLane(aggregateId, () => lanes.release(aggregateId))
    await Promise.all(following.map(settle))
    return lanes.held.some(({ group }) => group === aggregateId) ? 'held' : 'live'
  }

  return {
    held: () =>
      [...subscriptions].flatMap(({ consumer, lanes }) => (lanes?.held ?? []).map((held) => ({ consumer, ...held }))),
    release: async (consumer, aggregateId) => track(release(namedSubscription(consumer), aggregateId)),
    skip: async (consumer, aggregateId, eventId) => {
      const subscription = namedSubscription(consumer)
      const isTaken = await subscription.inLane(aggregateId, async () => subscription.lanes?.skip(aggregateId, eventId))
      if (!isTaken) throw new Error(`${eventId} is not parked of ${aggregateId} for ${consumer}.`)
      return track(release(subscription, aggregateId))
    },
    subscribe: (declaration, handlers) => {
      const subscription = subscriptionOf(declaration, handlers, options)
      subscriptions.add(subscription)
      return () => void subscriptions.delete(subscription)
    },
    publish: async (...messages) => {
      await track(Promise.all(messages.map(settle)))
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
  const { strategyOf, tables = {}, clock, ids } = options
  const memory = memoryStrategy(clock, declaration)
  const consumer = {
    ...options,
    declaration,
    decode: messageDecoder(declaration, options.catalog),
    handle: dispatcher(handlers),
    openStrategy: (handlingEnd: number) => strategyOf?.(declaration, handlingEnd) ?? memory,
    eventStore: options.eventStore ?? absentEventStore(() => missingEventStore(declaration)),
    effectsEnvironment: { clock, ids, source: declaration.name, ...tables },
  }
  const types = new Set([...declaration.accepts, ...eventsOf(declaration)].map(({ type }) => type))
  const run = (message: EventEnvelope | CommandEnvelope) => deliver(consumer, message)
  const lanes = declaration.onDeadLetter === 'hold' ? new HeldLanes(declaration, clock, run) : undefined
  const inLane = laneKeeper()

  return {
    consumer: declaration.name,
    lanes,
    inLane,
    takes: (message) =>
      isEvent(message)
        ? declaration.subscribesTo === '*' || types.has(message.event_type)
        : types.has(message.command_type),
    deliver: async (message) => {
      if (declaration.ordering === 'none' || !isEvent(message)) return (await run(message)).following
      return inLane(message.aggregate_id, async () => (lanes ? lanes.deliver(message) : (await run(message)).following))
    },
  }
}

function missingEventStore({ name }: ConsumerDeclaration): never {
  throw new Error(`Consumer "${name}" reads the event store, and this bus has none: give it the option eventStore.`)
}

/** Runs work of one aggregate one after another, like a message group of a FIFO queue. */
function laneKeeper(): Subscription['inLane'] {
  const last = new Map<string, Promise<unknown>>()
  return (aggregateId, work) => {
    const before = (last.get(aggregateId) ?? Promise.resolve()).catch(() => {})
    const done = before.then(work)
    last.set(aggregateId, done)
    return done.finally(() => {
      if (last.get(aggregateId) === done) last.delete(aggregateId)
    })
  }
}

const eventsOf = ({ subscribesTo }: ConsumerDeclaration) => (subscribesTo === '*' ? [] : subscribesTo)

const isEvent = (message: EventEnvelope | CommandEnvelope): message is EventEnvelope => 'event_type' in message
