import { readItems } from '../../../ops/bulk-operations/items.ts'
import type { OperationItem } from '../../../ops/bulk-operations/operation.ts'
import { lettersOfEvent } from '../../../ops/dead-letters/letters/find-letters.ts'
import type { LetterSelection } from '../../../ops/dead-letters/letters/selection.ts'
import { createRetry } from '../../../ops/dead-letters/retry/create-retry.ts'
import type { RunEnvironment } from '../../../ops/dead-letters/retry/run.ts'
import { type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { MemorySqs } from '../../support/memory-sqs.ts'
import { SimulatedConsumer } from './consumer-simulation.ts'
import { eventIdOf, START, storeOf } from './kit.ts'

export const KNOWN = 'aaaaaaaaaaaaaaaa'

let nextEvent = 1
let nextOperation = 1
let nextStart = START

/** A consumer with its queues, and the tools that repair its dead letters; one for each test, a month after the one before. */
export class RetryWorld {
  now: number
  readonly name: string
  readonly sqs = new MemorySqs(() => this.now)
  readonly consumer: SimulatedConsumer
  readonly #db: TestDynamoDb
  readonly #start: number

  constructor(db: TestDynamoDb, name: string, isFifo = false) {
    nextStart += 30 * 86_400_000
    this.now = nextStart
    this.#start = nextStart
    this.name = name
    this.#db = db
    this.consumer = new SimulatedConsumer(db, this.sqs, () => this.now, name, isFifo)
  }

  get store() {
    return storeOf(this.#db, () => this.now)
  }

  /** All that has died in this world. */
  get selection(): LetterSelection {
    return { consumer: this.name, from: new Date(this.#start).toISOString() }
  }

  /** The environment of a tool. @param differences what this tool has otherwise. */
  environment(
    differences: Partial<RunEnvironment> = {},
  ): RunEnvironment & { readonly parkedTable: string; readonly deployed: readonly string[] } {
    return {
      ...this.store,
      sqs: this.sqs.client,
      queueUrl: () => this.consumer.queueUrl,
      deadLetterQueueUrl: () => this.consumer.deadLetterQueueUrl,
      deployed: [this.name],
      parkedTable: testTables.parked,
      owner: 'tool-1',
      signal: new AbortController().signal,
      onProgress: () => {},
      // The consumer works while the tool waits.
      pause: async (milliseconds) => {
        this.now += milliseconds
        await this.consumer.run()
      },
      ...differences,
    }
  }

  /** Makes this many events die, of one cause. @param bytes of the data of each. @returns their ids. */
  async die(count: number, bytes = 0): Promise<string[]> {
    const ids = Array.from({ length: count }, () => eventIdOf(nextEvent++, this.now))
    for (const id of ids)
      await this.consumer.die(id, JSON.stringify({ event_id: id, data: 'x'.repeat(bytes) }), `message-${id}`, KNOWN)
    this.now += 1000
    return ids
  }

  /** Plans a retry of everything. @returns the id of the operation. */
  async plan({ again = false, rate = 1000, selection = this.selection } = {}): Promise<string> {
    const id = `op_world_${nextOperation++}`
    const createdAt = new Date(this.now).toISOString()
    await createRetry(this.store, { id, createdAt, by: 'anna', selection, again, rate, stopShare: 0.2 })
    return id
  }

  async receipts(id: string): Promise<OperationItem[]> {
    const items = []
    for await (const item of readItems(this.store, id)) items.push(item)
    return items
  }

  letterOf = async (id: string) => (await lettersOfEvent(this.store, id, [this.name]))[0]
  statusOf = async (id: string) => (await this.letterOf(id))?.status
  effectsOf = (ids: readonly string[]) => ids.map((id) => this.consumer.effects.get(id) ?? 0)
  /** Messages in its dead-letter queue. */
  get copies(): number {
    return this.sqs.messages(this.consumer.deadLetterQueueUrl).length
  }
}

/** The tool is gone: nothing that it would do afterwards happens. */
export class Killed extends Error {}

type Client = { send: (...args: never[]) => unknown }

/** Calls that change nothing. No tool is killed at them, because it would leave the same as one that is killed at its last change before. */
const READS = ['Query', 'Scan', 'GetItem', 'BatchGetItem', 'GetQueueAttributes']
export const isRead = (command: object): boolean => READS.includes(command.constructor.name.replace(/Command$/, ''))

/**
 * Clients of a tool that is killed at its n-th call that changes something, after the call is carried out and before its answer comes. A tool
 * that is killed before its next call leaves the same.
 * @param call from 1.
 */
export class KillSwitch {
  isDead = false
  readonly #call: number
  #calls = 0

  constructor(call: number) {
    this.#call = call
  }

  wrap<Some extends Client>(client: Some): Some {
    return new Proxy(client, {
      get: (target, name) =>
        name === 'send'
          ? (...args: [never]) => this.#at(args[0], () => target.send(...args) as Promise<unknown>)
          : Reflect.get(target, name, target),
    })
  }

  async #at(command: object, carryOut: () => Promise<unknown>): Promise<unknown> {
    if (this.isDead) throw new Killed()
    if (isRead(command) || ++this.#calls < this.#call) return carryOut()
    this.isDead = true
    await carryOut()
    throw new Killed()
  }
}
