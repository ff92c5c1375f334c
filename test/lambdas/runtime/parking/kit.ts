import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetItemCommand, QueryCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { orderEvents } from '../../../../events/order.ts'
import { type ConsumerFunction, consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { shardedKey } from '../../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { wakeUpBody, wakeUpGroup } from '../../../../lambdas/runtime/parking/send-wake-up.ts'
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
  readonly queue = new FifoQueue(this.clock)
  readonly name = `ordered-${nextName++}`
  /** Events that the handler was given, with those that it failed at. */
  readonly handled: string[] = []
  behave: Behaviour = () => {}
  readonly #declaration
  readonly #dynamo: DynamoDBClient
  #seed = 1

  constructor(dynamo: DynamoDBClient, options: Partial<ConsumerOptions> = {}) {
    this.#dynamo = dynamo
    this.#declaration = defineConsumer({
      name: this.name,
      subscribesTo: orderEvents,
      ordering: 'aggregate',
      delivery: 'effectively-once',
      idempotency: 'atomic',
      ...options,
    })
  }

  /** A function environment of its own, with its own idea of what is held. */
  instance({ client, died }: Pick<MortalClient, 'client' | 'died'> = { client: this.#dynamo, died: never }): Instance {
    const kit = consumerKit({ client }, this.clock, this.#seed++ + nextName * 1000)
    const handle = async (event: EventEnvelope, context: MessageContext) => {
      this.handled.push(`${event.aggregate_id}/${event.sequence}`)
      await this.behave(event)
      const update = {
        TableName: testTables.state,
        Key: this.#rowOf(event.aggregate_id),
        UpdateExpression: 'SET seen = list_append(if_not_exists(seen, :none), :this)',
        ExpressionAttributeValues: { ':none': { L: [] }, ':this': { L: [{ N: String(event.sequence) }] } },
      }
      if (this.#declaration.idempotency === 'atomic' || this.#declaration.idempotency === 'lease') {
        context.effects.update(update)
      } else await client.send(new UpdateItemCommand(update))
    }
    const handlers = Object.fromEntries(orderEvents.map(({ type }) => [type, handle]))
    return { died, kit, handler: consumerHandler(this.#declaration, kit.environment, handlers as never) }
  }

  send(...events: readonly EventEnvelope[]): void {
    for (const event of events) this.queue.send(JSON.stringify(event), event.aggregate_id)
  }

  wakeUp(order: number, onlyHead = false): void {
    this.queue.send(wakeUpBody({ group: `ord_${order}`, onlyHead }), wakeUpGroup(`ord_${order}`))
  }

  /**
   * Receives one batch and handles it. A function that dies, or whose answer is lost, leaves its messages invisible until the
   * visibility timeout has run out.
   * @returns its outcomes; nothing when nothing was there.
   */
  async invoke(instance: Instance, { most = 10, losesAnswer = false }: Invoking = {}): Promise<string[]> {
    const { kit, handler, died } = instance
    const batch = this.queue.receive(most)
    if (batch.length === 0) return []
    kit.postponed.length = 0
    const answered = await Promise.race([deliver(handler, batch), died])
    if (answered === 'killed') return ['killed']
    if (losesAnswer) return ['lost']
    const left = new Set(answered)
    for (const { messageId = '' } of batch) if (!left.has(messageId)) this.queue.delete(messageId)
    for (const { receiptHandle, delaySeconds } of kit.postponed) {
      this.queue.postpone(receiptHandle.replace(/^handle-/, ''), delaySeconds)
    }
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

  /** Aggregates that are held, as the summary counts them. */
  async aggregatesHeld(): Promise<number> {
    const Key = { pk: { S: this.name }, sk: { S: 'held' } }
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: testTables.parked, Key, ConsistentRead: true }),
    )
    return Number(Item?.aggregates?.N ?? 0)
  }

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

export interface Instance {
  readonly kit: ConsumerKit
  readonly handler: ConsumerFunction
  /** Resolves when its process has died; never, if it lives. */
  readonly died: Promise<'killed'>
}

export interface Invoking {
  readonly most?: number
  readonly losesAnswer?: boolean
}

const never = new Promise<never>(() => {})

export interface MortalClient {
  readonly client: DynamoDBClient
  readonly died: Promise<'killed'>
  /** Operations that it was asked for. */
  readonly calls: string[]
}

/** A client without a network, whose process dies at one of its calls: before that is carried out, or after. */
export function mortalClient(
  database: LocalDynamoDb,
  death?: { readonly call: number; readonly when: 'before' | 'after' },
): MortalClient {
  const { promise: died, resolve } = Promise.withResolvers<'killed'>()
  const calls: string[] = []
  let isDead = false
  const fine = simulatedSdk({ database, nextFate: () => 'fine' })
  const send = async (command: Command) => {
    if (isDead) return never
    calls.push(command.constructor.name.replace(/Command$/, ''))
    if (death?.call !== calls.length) return fine.send(command as never)
    if (death.when === 'after') await Promise.resolve(fine.send(command as never)).catch(() => {})
    isDead = true
    resolve('killed')
    return never
  }
  return { client: { send } as unknown as DynamoDBClient, died, calls }
}

/** Fails for good at these events, until they are taken out of the set. */
export const failingAt =
  (broken: ReadonlySet<string>): Behaviour =>
  ({ aggregate_id, sequence }) => {
    if (broken.has(`${aggregate_id}/${sequence}`)) throw new PermanentError('BROKEN', `Cannot do ${sequence}.`)
  }
