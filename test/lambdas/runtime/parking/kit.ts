import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { orderEvents } from '../../../../events/order.ts'
import { type ConsumerFunction, consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { shardedKey } from '../../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { summaryKey } from '../../../../lambdas/runtime/parking/items.ts'
import { wakeUpBody, wakeUpGroup } from '../../../../lambdas/runtime/parking/send-wake-up.ts'
import type { Queue } from '../../../../lambdas/runtime/queue/queue.ts'
import type { Clock } from '../../../../lambdas/runtime/system/clock.ts'
import type { LocalDynamoDb } from '../../../../local/dynamodb/index.ts'
import { type ConsumerKit, consumerKit, deliver, TestClock } from '../../../support/consumer-kit.ts'
import { testTables } from '../../../support/dynamodb.ts'
import { orderConfirmedEvent, orderCreatedEvent, testEventId } from '../../../support/events.ts'
import { FifoQueue } from '../../../support/fifo-queue.ts'
import { type Command, simulatedSdk } from '../../../support/simulated-sdk.ts'

/** Event `sequence` of order `ord_<order>`; no two are the same. */
export function orderEvent(order: number, sequence: number): EventEnvelope {
  const event = sequence === 1 ? orderCreatedEvent(order) : orderConfirmedEvent(order)
  return { ...event, event_id: testEventId(order * 1000 + sequence), sequence }
}

/** What the handler of a test does with an event, before its effect; throws what it shall fail with. */
export type Behaviour = (event: EventEnvelope) => void | Promise<void>

let nextName = 1

/**
 * One consumer with an ordered queue, and any number of instances of its function. Its effect is a list: the sequences of each order
 * in the order in which they took effect, so that what is missing, doubled or overtaken shows.
 */
export class OrderedWorld {
  readonly clock = new TestClock()
  readonly queue: FifoQueue
  readonly name = `ordered-${nextName++}`
  /** Events that the handler was given, with those that it failed at. */
  readonly handled: string[] = []
  /** What the log says was done, in its order. */
  readonly told: string[] = []
  behave: Behaviour = () => {}
  /** Tables that its instances have besides. With one for its health, a type of which nearly all fail is held. */
  tables: { readonly health?: string } = {}
  declaration
  readonly #options: ConsumerOptions
  readonly #dynamo: DynamoDBClient
  #seed = 1

  constructor(dynamo: DynamoDBClient, options: Partial<ConsumerOptions> = {}) {
    this.#dynamo = dynamo
    this.#options = {
      name: this.name,
      subscribesTo: orderEvents,
      ordering: 'aggregate',
      delivery: 'effectively-once',
      idempotency: 'atomic',
      ...options,
    }
    this.declaration = defineConsumer(this.#options)
    this.queue = new FifoQueue(this.clock, derivedLimits(this.declaration).visibilityTimeoutSeconds)
  }

  /** Deploys another declaration under the same name: instances that are made from now on go by it. */
  declare(options: Partial<ConsumerOptions>): void {
    this.declaration = defineConsumer({ ...this.#options, ...options })
  }

  /**
   * A function environment of its own, with its own idea of what is held.
   * @param skewMs how far its clock is ahead of the queue's; below zero, behind.
   */
  instance({ client, died, call = carriedOut }: Process = { client: this.#dynamo, died: never }, skewMs = 0): Instance {
    const kit = consumerKit({ client }, this.clock, this.#seed++ + nextName * 1000)
    const received = new Map<string, number>()
    const environment = {
      ...kit.environment,
      tables: { ...kit.environment.tables, ...this.tables },
      clock: skewed(this.clock, skewMs),
      queue: this.#queueOf(kit, received, call),
      telemetry: this.#telemetryOf(kit, died),
    }
    const handle = async (event: EventEnvelope, context: MessageContext) => {
      this.handled.push(`${event.aggregate_id}/${event.sequence}`)
      await this.behave(event)
      const update = {
        TableName: testTables.state,
        Key: this.#rowOf(event.aggregate_id),
        UpdateExpression: 'SET seen = list_append(if_not_exists(seen, :none), :this)',
        ExpressionAttributeValues: { ':none': { L: [] }, ':this': { L: [{ N: String(markOf(event)) }] } },
      }
      const { idempotency } = this.declaration
      if (idempotency === 'atomic' || idempotency === 'lease') context.effects.update(update)
      else if (idempotency === 'unique-key') context.effects.update(onlyOnce(update, event.event_id))
      else if (idempotency === 'versioned') context.effects.update(onlyNewer(update, event.sequence))
      else await client.send(new UpdateItemCommand(update))
    }
    const handlers = Object.fromEntries(orderEvents.map(({ type }) => [type, handle]))
    return { died, kit, received, handler: consumerHandler(this.declaration, environment, handlers as never) }
  }

  /** The consumer's own calls of SQS: what it deletes or postpones is gone or waits from then on, whatever becomes of the invocation. */
  #queueOf({ environment: { queue } }: ConsumerKit, received: ReadonlyMap<string, number>, call: Call): Queue {
    const idOf = (receiptHandle: string) => receiptHandle.replace(/^handle-/, '')
    return {
      postpone: (messages) =>
        call('ChangeMessageVisibilityBatch', async () => {
          await queue.postpone(messages)
          for (const { receiptHandle, delaySeconds } of messages) {
            const id = idOf(receiptHandle)
            this.queue.postpone(id, delaySeconds, received.get(id))
          }
        }),
      acknowledge: (handles) =>
        call('DeleteMessageBatch', async () => {
          const refused = await queue.acknowledge(handles)
          for (const id of handles.map(idOf)) this.queue.delete(id, received.get(id))
          return refused
        }),
      deadLetter: (message) => call('SendMessage', () => queue.deadLetter(message)),
    }
  }

  #telemetryOf({ environment }: ConsumerKit, died: Promise<unknown>): ConsumerKit['environment']['telemetry'] {
    let isDead = false
    void died.then(() => {
      isDead = true
    })
    return (declaration) => {
      const telemetry = environment.telemetry(declaration)
      return {
        ...telemetry,
        batchDone: async (report) => {
          if (isDead) return
          for (const { message, outcome } of report.processed) {
            const isDone = outcome.kind === 'processed' || outcome.kind === 'duplicate'
            const { aggregate_id, sequence } = (message?.envelope ?? {}) as Partial<EventEnvelope>
            if (message && isDone) this.told.push(`${aggregate_id}/${sequence}`)
          }
          await telemetry.batchDone(report)
        },
      }
    }
  }

  send(...events: readonly EventEnvelope[]): void {
    for (const event of events) this.queue.send(JSON.stringify(event), event.aggregate_id)
  }

  /** @param position of the head that is to be tried, where that alone is. Default: whichever is there. */
  wakeUp(order: number, onlyHead = false, position?: number): void {
    const head = position === undefined ? {} : { position }
    this.queue.send(wakeUpBody({ group: `ord_${order}`, onlyHead, ...head }), wakeUpGroup(`ord_${order}`))
  }

  /**
   * Receives one batch and handles it. A function that dies, or whose answer is lost, leaves its messages invisible until the
   * visibility timeout has run out.
   * @returns its outcomes; nothing when nothing was there.
   */
  async invoke(instance: Instance, { most = 10, losesAnswer = false }: Invoking = {}): Promise<string[]> {
    const { kit, handler, died, received } = instance
    const batch = this.queue.receive(most)
    if (batch.length === 0) return []
    for (const { messageId = '', receives = 1 } of batch) received.set(messageId, receives)
    kit.postponed.length = 0
    const answered = await Promise.race([deliver(handler, batch), died])
    if (answered === 'killed') return ['killed']
    if (losesAnswer) return ['lost']
    const left = new Set(answered)
    for (const { messageId = '', receives } of batch) if (!left.has(messageId)) this.queue.delete(messageId, receives)
    return kit.outcomes.at(-1)!.map(({ outcome }) => outcome.kind)
  }

  /** Goes on until the queue is empty. @returns the kinds of all outcomes on the way. */
  async drain(instance: Instance): Promise<string[]> {
    const kinds: string[] = []
    for (let round = 0; this.queue.size > 0; round++) {
      if (round > 300) throw new Error(`The queue does not get empty: ${kinds.slice(-20).join(', ')}`)
      this.clock.advance(this.queue.dueInSeconds ?? 0)
      kinds.push(...(await this.invoke(instance)))
    }
    return kinds
  }

  /** Sequences of an order, as they took effect. */
  async seen(order: number): Promise<number[]> {
    const Key = this.#rowOf(`ord_${order}`)
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: testTables.state, Key, ConsistentRead: true }),
    )
    return (Item?.seen?.L ?? []).map(({ N }) => Number(N))
  }

  /** Sequences that are parked of an order, in their order. */
  async parked(order: number): Promise<number[]> {
    const { Items = [] } = await this.#dynamo.send(
      new QueryCommand({
        TableName: testTables.parked,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
        ExpressionAttributeValues: { ':pk': { S: `${this.name}#ord_${order}` }, ':event': { S: 'event#' } },
        ConsistentRead: true,
      }),
    )
    return Items.map((item) => Number(item.position?.N))
  }

  async holdOf(order: number) {
    const Key = { pk: { S: `${this.name}#ord_${order}` }, sk: { S: 'hold' } }
    return (await this.#dynamo.send(new GetItemCommand({ TableName: testTables.parked, Key, ConsistentRead: true })))
      .Item
  }

  /** What its dead-letter record says of an event; nothing without a record. */
  async deadLetterStatus(order: number, sequence: number): Promise<string | undefined> {
    const { event_id: id } = orderEvent(order, sequence)
    const Key = { pk: { S: shardedKey(this.name, id) }, sk: { S: id } }
    const { Item } = await this.#dynamo.send(new GetItemCommand({ TableName: testTables.deadLetters, Key }))
    return Item?.status?.S
  }

  /** What an instance reads before its batches; empty where it is not there. */
  async summary() {
    const Key = summaryKey(this.name)
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: testTables.parked, Key, ConsistentRead: true }),
    )
    return Item ?? {}
  }

  /** Aggregates that are held, as the summary counts them. */
  aggregatesHeld = async (): Promise<number> => Number((await this.summary()).aggregates?.N ?? 0)

  /** Everything of this consumer in the table of parked events, but the summary. */
  async leftovers(): Promise<string[]> {
    const { Items = [] } = await this.#dynamo.send(
      new ScanCommand({ TableName: testTables.parked, ConsistentRead: true }),
    )
    return Items.filter(({ pk }) => pk?.S?.startsWith(`${this.name}#`)).map(({ pk, sk }) => `${pk?.S} ${sk?.S}`)
  }

  #rowOf(aggregate: string) {
    return { pk: { S: `${this.name} ${aggregate}` }, sk: { S: 'seen' } }
  }
}

/** Added to the sequence of an event that takes effect once more, because a replay has asked for it. */
export const REPLAYED = 100

const markOf = ({ sequence, metadata }: EventEnvelope): number =>
  metadata.replay_scope === undefined ? sequence : REPLAYED + sequence

/** A clock that is ahead of another one, or behind it. */
export const skewed = (clock: Clock, skewMs: number): Clock => ({ now: () => clock.now() + skewMs })

/** The effect as a read model has it: refused where what stands there is as new, or newer. */
const onlyNewer = (update: AppendSequence, sequence: number) => ({
  ...update,
  UpdateExpression: `${update.UpdateExpression}, version = :version`,
  ConditionExpression: 'attribute_not_exists(version) OR version < :version',
  ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':version': { N: String(sequence) } },
})

/** The effect under a key of the event's own: refused where that is there already. */
const onlyOnce = (update: AppendSequence, eventId: string) => ({
  ...update,
  UpdateExpression: `${update.UpdateExpression} ADD done :ids`,
  ConditionExpression: 'NOT contains(done, :id)',
  ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':id': { S: eventId }, ':ids': { SS: [eventId] } },
})

type AppendSequence = { readonly UpdateExpression: string } & Pick<
  UpdateItemCommandInput,
  'TableName' | 'Key' | 'ExpressionAttributeValues'
>

export interface Instance {
  readonly kit: ConsumerKit
  readonly handler: ConsumerFunction
  /** Resolves when its process has died; never, if it lives. */
  readonly died: Promise<'killed'>
  /** How often the messages that it was given last had been received by then: its handles are those of that delivery. */
  readonly received: Map<string, number>
}

export interface Invoking {
  readonly most?: number
  readonly losesAnswer?: boolean
}

const never = new Promise<never>(() => {})

/** What becomes of a call of AWS. */
export type Call = <Result>(operation: string, carryOut: () => Promise<Result>) => Promise<Result>

const carriedOut: Call = (_, carryOut) => carryOut()

/** The process that a function runs in. */
export interface Process {
  readonly client: DynamoDBClient
  readonly died: Promise<'killed'>
  /** Its calls of SQS. Default: they are carried out. */
  readonly call?: Call
}

export interface MortalClient extends Required<Process> {
  /** Operations that it was asked for. */
  readonly calls: string[]
}

/** When a process dies: at which of its calls of DynamoDB and SQS, counted from 1, before that is carried out, or after. */
export interface ProcessDeath {
  readonly call: number
  readonly when: 'before' | 'after'
}

/** A process without a network, which dies at one of its calls. */
export function mortalClient(database: LocalDynamoDb, death?: ProcessDeath): MortalClient {
  const { promise: died, resolve } = Promise.withResolvers<'killed'>()
  const calls: string[] = []
  let isDead = false
  const fine = simulatedSdk({ database, nextFate: () => 'fine' })
  const call: Call = async (operation, carryOut) => {
    if (isDead) return never
    calls.push(operation)
    if (death?.call !== calls.length) return carryOut()
    if (death.when === 'after') await carryOut().catch(() => {})
    isDead = true
    resolve('killed')
    return never
  }
  const send = (command: Command) =>
    call(command.constructor.name.replace(/Command$/, ''), async () => fine.send(command as never))
  return { client: { send } as unknown as DynamoDBClient, call, died, calls }
}

/** Fails for good at these events, until they are taken out of the set. */
export const failingAt =
  (broken: ReadonlySet<string>): Behaviour =>
  ({ aggregate_id, sequence }) => {
    if (broken.has(`${aggregate_id}/${sequence}`)) throw new PermanentError('BROKEN', `Cannot do ${sequence}.`)
  }
