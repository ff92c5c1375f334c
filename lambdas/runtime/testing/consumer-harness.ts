import type { Context, SQSEvent } from 'aws-lambda'
import type { EventCatalog } from '../../../events/decode.ts'
import type { CommandEnvelope } from '../../../events/define-command.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import type { ClaimStore } from '../claim-check/claim-store.ts'
import { functionOf } from '../consumer/consumer-handler.ts'
import { dispatcher, effectsEnvironmentOf } from '../consumer/create-consumer.ts'
import { messageDecoder } from '../consumer/decode-message.ts'
import type { HandlersOf } from '../consumer/handlers.ts'
import type { DeadLetter } from '../dead-letter/dead-letter.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { Effects } from '../effects/effects.ts'
import { unwatched } from '../health/consumer-health.ts'
import type { Outcome, SettledDelivery } from '../messages/outcome.ts'
import type { HeldAggregate } from '../parking/memory-parking.ts'
import { wakeUpBody, wakeUpGroup } from '../parking/send-wake-up.ts'
import { HarnessMemory } from './consumer-harness-memory.ts'
import { HarnessQueue, type QueuedMessage } from './consumer-harness-queue.ts'
import { HarnessTime } from './consumer-harness-time.ts'

export interface HarnessOptions {
  /** ISO 8601; where the clock starts. Default 2026-01-01T00:00:00.000Z. */
  readonly startsAt?: string
  /** All event types; required when it subscribes to `'*'`. */
  readonly catalog?: EventCatalog
  /** Events that `context.eventStore` has from the beginning, e.g. those of an order before the one that is delivered. Default: none. */
  readonly stored?: readonly EventEnvelope[]
  /** Where the data of large events stands; needed for an event that is given by reference. */
  readonly claims?: ClaimStore
  /** From 0 to below 1; what jitter makes of it. Default 0.5. */
  readonly random?: () => number
}

/** The event or command, or any text in place of one. */
export type Sent = EventEnvelope | CommandEnvelope | string

/**
 * Runs a consumer as it is, with its queue, dedup store, event store, dead letters and clock in memory. Events that were
 * committed can be read, and a taken place in a stream is a conflict. Conditions of other staged writes are not evaluated:
 * {@link ConsumerHarness.conflictNext} says when one fails. Unlike on AWS, no head is tried again by itself after `retryAfterSeconds`: what is
 * parked is released by {@link ConsumerHarness.release} alone.
 */
export class ConsumerHarness {
  readonly clock: HarnessTime
  readonly #memory: HarnessMemory
  readonly #declaration: ConsumerDeclaration
  readonly #run: (event: SQSEvent, context: Context) => Promise<unknown>
  readonly #queue: HarnessQueue
  readonly #log: { readonly message: string; readonly fields: unknown }[] = []
  #last: readonly SettledDelivery[] = []

  constructor(declaration: ConsumerDeclaration, handlers: unknown, options: HarnessOptions) {
    this.#declaration = declaration
    this.#queue = new HarnessQueue(declaration.ordering === 'aggregate')
    this.clock = new HarnessTime(options.startsAt ?? '2026-01-01T00:00:00.000Z')
    this.#memory = new HarnessMemory(declaration.name, this.clock, declaration.parking)
    const memory = this.#memory
    memory.store(options.stored ?? [])
    const log = (message: string, fields?: unknown) => void this.#log.push({ message, fields })
    const tables = { processed: 'processed', deadLetters: 'dead-letters', events: 'events', commands: 'commands' }
    this.#run = functionOf({
      declaration,
      clock: this.clock,
      timers: this.clock,
      ids: this.clock.ids,
      random: options.random ?? (() => 0.5),
      effectsEnvironment: effectsEnvironmentOf(declaration, { clock: this.clock, ids: this.clock.ids, tables }),
      decode: messageDecoder(declaration, options.catalog),
      claims: options.claims,
      eventStore: memory.eventStore,
      handle: dispatcher(handlers),
      queue: memory.queue,
      history: memory.history,
      health: unwatched,
      deadLetter: memory.deadLetter,
      recordDeadLetter: memory.recordDeadLetter,
      closeDeadLetter: memory.closeDeadLetter,
      parking: declaration.onDeadLetter === 'hold' ? memory.parking : undefined,
      breakers: new Map(declaration.breakers.map((name) => [name, memory.breaker(name)])),
      openStrategy: () => memory.strategyOf(declaration.idempotency),
      telemetry: {
        loggerOf: () => ({ debug: log, info: log, warn: log, error: log }),
        batchStarts: () => {
          this.#last = []
        },
        batchDone: async ({ processed }) => {
          this.#last = [...this.#last, ...processed]
        },
      },
    })
  }

  /** Effects that were committed, oldest first. */
  get effects(): readonly Effects[] {
    return this.#memory.committed
  }

  get deadLetters(): readonly DeadLetter[] {
    return this.#memory.deadLetters
  }

  /** Aggregates whose events wait behind a dead one, each with what is parked of it, the head first. */
  get parked(): readonly HeldAggregate[] {
    return this.#memory.parking.held
  }

  /**
   * Releases an aggregate, as `ops parked release` does: its head is tried again, then what waits behind it.
   * @returns what became of them, in order; of the first that failed, and nothing of what still waits behind that.
   */
  release(aggregateId: string): Promise<Outcome[]> {
    const wakeUp = {
      body: wakeUpBody({ group: aggregateId, onlyHead: false }),
      groupId: wakeUpGroup(aggregateId),
    }
    return this.#deliver([this.#queue.send(wakeUp, this.clock.now())])
  }

  /** Decides that a parked event shall not happen, and releases what waits behind it, as `ops parked skip` does. */
  skip(aggregateId: string, eventId: string): Promise<Outcome[]> {
    if (!this.#memory.skip(aggregateId, eventId)) {
      throw new Error(`Nothing named ${eventId} is parked of ${aggregateId}.`)
    }
    return this.release(aggregateId)
  }

  /** The log lines of handlers. */
  get log(): readonly { readonly message: string; readonly fields: unknown }[] {
    return this.#log
  }

  /** Messages that are still in the queue, and in how many seconds each is due. */
  get waiting(): readonly { readonly body: string; readonly dueInSeconds: number }[] {
    return this.#queue.messages.map(({ body, visibleAt }) => ({
      body,
      dueInSeconds: (visibleAt - this.clock.now()) / 1000,
    }))
  }

  /**
   * Puts messages into the queue and delivers them as one batch. Where order is declared, a message stays in the queue while an earlier one of its
   * aggregate is there, as in a FIFO queue: {@link advance} brings it when that one is done.
   * @returns one outcome each, in their order; none for what stays.
   */
  deliver(...messages: readonly Sent[]): Promise<Outcome[]> {
    const waiting = this.#queue.waitingGroups
    const sent = messages.map((message) => this.#queue.send(toQueue(message), this.clock.now()))
    return this.#deliver(sent.filter(({ groupId }) => !waiting.has(groupId)))
  }

  /** Moves the clock, and redelivers what comes due on the way, one batch at a time. @returns their outcomes. */
  async advance(seconds: number): Promise<Outcome[]> {
    const end = this.clock.now() + seconds * 1000
    const outcomes: Outcome[] = []
    for (;;) {
      const due = this.#queue.nextDueAt
      this.clock.moveTo(Math.min(due, end))
      if (due > end) return outcomes
      const batch = this.#queue.receivable(this.clock.now()).slice(0, this.#declaration.batchSize)
      outcomes.push(...(await this.#deliver(batch)))
    }
  }

  /** The next commits are refused, as if someone else had written first. */
  conflictNext(times = 1): void {
    this.#memory.conflictsToCome += times
  }

  /** Calls through this breaker are refused. @param seconds how long the message is told to wait. */
  openCircuit(name: string, seconds = 30): void {
    this.#memory.openCircuits.set(name, seconds)
  }

  closeCircuit(name: string): void {
    this.#memory.openCircuits.delete(name)
  }

  async #deliver(batch: readonly QueuedMessage[]): Promise<Outcome[]> {
    if (batch.length === 0) return []
    const { timeoutSeconds } = this.#declaration
    const functionEnd = this.clock.now() + timeoutSeconds * 1000
    for (const message of batch) {
      message.receives++
      message.visibleAt = this.clock.now() + 6 * timeoutSeconds * 1000
    }
    const event = { Records: batch.map((message) => this.#record(message)) } as unknown as SQSEvent
    const context = { getRemainingTimeInMillis: () => functionEnd - this.clock.now() } as Context
    this.#memory.postponed.clear()
    const { batchItemFailures } = (await this.#run(event, context)) as {
      batchItemFailures: readonly { readonly itemIdentifier: string }[]
    }
    const left = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    for (const message of batch) {
      const delay = this.#memory.postponed.get(message.messageId)
      if (delay !== undefined) message.visibleAt = this.clock.now() + delay * 1000
      if (!left.has(message.messageId)) this.#queue.delete(message)
    }
    return this.#last.map(({ outcome }) => outcome)
  }

  #record({ messageId, body, groupId, receives, sentAt }: QueuedMessage): unknown {
    const group = this.#queue.isFifo ? { MessageGroupId: groupId } : {}
    return {
      messageId,
      receiptHandle: messageId,
      body,
      attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(sentAt), ...group },
    }
  }
}

const toQueue = (message: Sent) => ({
  body: typeof message === 'string' ? message : JSON.stringify(message),
  groupId: typeof message === 'object' && 'aggregate_id' in message ? message.aggregate_id : 'none',
})

/** A harness for one consumer: give it events, and look at effects, waits and dead letters. */
export const consumerHarness = <const Declaration extends ConsumerDeclaration>(
  declaration: Declaration,
  handlers: HandlersOf<Declaration>,
  options: HarnessOptions = {},
): ConsumerHarness => new ConsumerHarness(declaration, handlers, options)
