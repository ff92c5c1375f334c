import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import type { ConsoleOperation } from '../../../ops/console/operation.ts'
import { aboutOperation } from '../../../ops/console/operations/about.ts'
import { auditOperation } from '../../../ops/console/operations/audit.ts'
import { deadLetterOperations } from '../../../ops/console/operations/dead-letters/index.ts'
import type { ConsoleEnvironment } from '../../../ops/console/operations/environment.ts'
import { BackgroundWork } from '../../../ops/console/work/background-work.ts'
import { lettersOfEvent } from '../../../ops/dead-letters/letters/find-letters.ts'
import type { Stack } from '../../../ops/stack/stack.ts'
import { type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../support/events.ts'
import { MemorySqs } from '../../support/memory-sqs.ts'
import { SimulatedConsumer } from '../dead-letters/consumer-simulation.ts'
import { START, storeOf } from '../dead-letters/kit.ts'
import { fakeStack } from './stack.ts'

export const CAUSE = 'aaaaaaaaaaaaaaaa'
const MONTH_MS = 30 * 86_400_000

const outputs = new Map([
  ...fakeStack('http://127.0.0.1:4566').outputs(),
  ['DeadLetterTableName', testTables.deadLetters],
  ['ProcessedTableName', testTables.processed],
  ['OperationTableName', testTables.operations],
  ['AuditLogTableName', testTables.auditLog],
  ['ParkedTableName', testTables.parked],
  ['ConsumerPaymentQueueUrl', 'https://sqs/payment'],
  ['ConsumerPaymentDlqUrl', 'https://sqs/payment-dead'],
])

let worlds = 0

/** The console's own operations on dead letters, over real tables, queues in memory and a consumer that does what it is told. */
export class RepairWorld {
  readonly sqs: MemorySqs
  readonly payment: SimulatedConsumer
  readonly work: BackgroundWork
  readonly environment: ConsoleEnvironment
  readonly operations: readonly ConsoleOperation[]
  /** Held up, while a test looks: the console's pauses last until it is resolved. */
  gate: Promise<void> | undefined
  #now: number
  readonly #db: TestDynamoDb

  constructor(db: TestDynamoDb) {
    this.#db = db
    // Each has letters of its own, a month apart.
    this.#now = START + ++worlds * 2 * MONTH_MS
    const now = () => this.#now
    this.sqs = new MemorySqs(now)
    this.payment = new SimulatedConsumer(db, this.sqs, now)
    this.work = new BackgroundWork(now)
    const ids = createIds({ now }, systemRandomBytes)
    const stack: Stack = {
      ...fakeStack('http://127.0.0.1:4566', outputs),
      output: (name) => outputs.get(name) ?? `https://sqs/${name}`,
    }
    const caller = { arn: 'arn:aws:sts::000000000000:assumed-role/oncall/session', as: 'anna' }
    this.environment = {
      stack,
      dynamo: db.client,
      sqs: this.sqs.client,
      now,
      work: this.work,
      // The consumer works while the console waits.
      pause: async (milliseconds, signal) => {
        this.#now += milliseconds
        await this.gate
        signal.throwIfAborted()
        await this.payment.run()
      },
      auditLog: async () => ({
        dynamo: db.client,
        table: testTables.auditLog,
        clock: { now },
        ids,
        caller,
        warn: () => {},
      }),
    } as Partial<ConsoleEnvironment> as ConsoleEnvironment
    const own = [...deadLetterOperations(this.environment), auditOperation(this.environment)]
    this.operations = [
      aboutOperation(
        this.environment,
        own.map(({ name }) => name),
      ),
      ...own,
    ]
  }

  now = (): number => this.#now

  /** So many orders die at the consumer of payments. @returns the ids of their events. */
  async die(count: number, fingerprint = CAUSE, differences: object = {}): Promise<string[]> {
    const ids: string[] = []
    for (let number = 1; number <= count; number++) {
      const made = orderCreatedEvent(worlds * 1_000 + number)
      const time = (this.#now + ids.length).toString(16).padStart(12, '0')
      const id = `evt_${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${(worlds * 100_000 + number).toString(16).padStart(12, '0')}`
      const event = { ...made, event_id: id, data: { ...made.data, ...differences } }
      await this.payment.die(id, JSON.stringify(event), `message-${id}`, fingerprint)
      ids.push(id)
    }
    this.#now += 1_000
    return ids
  }

  /** SQS has moved a message into the dead-letter queue of payments, and nobody wrote down why. @returns the id of its event. */
  moved(): string {
    const made = orderCreatedEvent(worlds * 1_000 + 900)
    const id = `evt_${this.#now
      .toString(16)
      .padStart(12, '0')
      .replace(/^(.{8})/, '$1-')}-7000-8000-${worlds.toString(16).padStart(12, '0')}`
    this.sqs.put('https://sqs/payment-dead', JSON.stringify({ ...made, event_id: id }))
    this.#now += 1_000
    return id
  }

  /** A second goes by. */
  later(): void {
    this.#now += 1_000
  }

  /** As the console's server does. */
  ask<Value>(name: string, input: object = {}): Promise<Value> {
    const operation = this.operations.find((one) => one.name === name)
    if (!operation) throw new Error(`There is no operation ${name}.`)
    return operation.run(input) as Promise<Value>
  }

  /** The letters of this world, and of no other. */
  get here(): { readonly consumer: string; readonly from: string } {
    return { consumer: 'payment', from: new Date(this.#now - MONTH_MS / 2).toISOString() }
  }

  async statusOf(id: string): Promise<string | undefined> {
    const store = storeOf(this.#db, this.now)
    return (await lettersOfEvent(store, id, ['payment']))[0]?.status
  }

  /** Until an operation is not worked on any more. */
  async ended(id: string): Promise<void> {
    while (this.work.isRunning(id)) await new Promise((resolve) => setImmediate(resolve))
  }
}
