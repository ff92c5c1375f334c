import type { SendMessageCommand } from '@aws-sdk/client-sqs'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { orderViewConsumer } from '../../../lambdas/order-view/consumers.ts'
import { orderDocument } from '../../../lambdas/order-view/order-document.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { updateHandlers } from '../../../lambdas/runtime/consumer/update-handlers.ts'
import { createReadModelUpdater } from '../../../lambdas/runtime/read-model/read-model-store.ts'
import { createIds, type Ids } from '../../../lambdas/runtime/system/ids.ts'
import type { AuditEnvironment } from '../../../ops/audit/audit-log.ts'
import type { ParkedEnvironment } from '../../../ops/parked/environment.ts'
import { readHolds } from '../../../ops/parked/holds.ts'
import type { ReleaseResult } from '../../../ops/parked/release.ts'
import { releaseAudited } from '../../../ops/parked/release-audited.ts'
import { consumerKit, deliver, type TestClock } from '../../support/consumer-kit.ts'
import { countedBytes } from '../../support/counted-bytes.ts'
import { type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { FifoQueue } from '../../support/fifo-queue.ts'

/** The consumer that keeps the order document, with its queue; events whose id is in `broken` cannot be handled. */
export class HeldOrders {
  readonly queue: FifoQueue
  readonly broken = new Set<string>()
  readonly reading: { readonly dynamo: TestDynamoDb['client']; readonly tables: { readonly parked: string } }
  readonly #client: TestDynamoDb['client']
  readonly #clock: TestClock
  readonly #ids: Ids
  readonly #kit: ReturnType<typeof consumerKit>
  readonly #handler: ReturnType<typeof consumerHandler>
  #working: Promise<void> | undefined

  constructor({ client }: TestDynamoDb, clock: TestClock) {
    this.#client = client
    this.#clock = clock
    this.#ids = createIds(clock, countedBytes())
    this.queue = new FifoQueue(clock)
    this.reading = { dynamo: client, tables: { parked: testTables.parked } }
    this.#kit = consumerKit({ client }, clock)
    const update = createReadModelUpdater(orderDocument, { client, table: testTables.state, clock })
    const failing = async (event: EventEnvelope) => {
      if (this.broken.has(event.event_id)) throw new Error('the projection is broken')
      return update(event)
    }
    this.#handler = consumerHandler(
      orderViewConsumer,
      this.#kit.environment,
      updateHandlers(orderViewConsumer, failing),
    )
  }

  /** Sends these events, and goes on until the queue is empty. */
  async handle(...events: readonly EventEnvelope[]): Promise<void> {
    for (const event of events) this.queue.send(JSON.stringify(event), event.aggregate_id)
    await this.drain()
  }

  /** What `parked release order-view --all` does: one operation, which releases what is held of all orders as far as it goes. */
  async release(): Promise<readonly ReleaseResult[]> {
    const holds = await readHolds(this.reading, 'order-view')
    const aggregates = holds.map(({ aggregate }) => aggregate)
    const many = { consumer: 'order-view', aggregates, verb: 'release', waitSeconds: 3600 } as const
    return releaseAudited(this.#operator(), many, this.#audit())
  }

  /** The consumer works whenever the operator waits for it. */
  #operator(): ParkedEnvironment {
    const send = async ({ input: { MessageBody = '', MessageGroupId = '' } }: SendMessageCommand) =>
      this.queue.send(MessageBody, MessageGroupId)
    return {
      dynamo: this.#client,
      sqs: { send } as unknown as ParkedEnvironment['sqs'],
      tables: testTables,
      queueUrlOf: () => 'https://queue/order-view.fifo',
      clock: this.#clock,
      ids: this.#ids,
      pause: async (milliseconds) => {
        this.#clock.advance(milliseconds / 1000)
        // Several releases wait side by side for the one consumer.
        this.#working ??= this.drain().finally(() => {
          this.#working = undefined
        })
        await this.#working
      },
    }
  }

  #audit(): AuditEnvironment {
    return {
      dynamo: this.#client,
      table: testTables.auditLog,
      clock: this.#clock,
      ids: this.#ids,
      caller: { arn: 'arn:anna' },
      warn: () => {},
    } as AuditEnvironment
  }

  async drain(): Promise<void> {
    while (this.queue.size > 0) {
      this.#clock.advance(this.queue.dueInSeconds ?? 0)
      const batch = this.queue.receive()
      this.#kit.postponed.length = 0
      const left = new Set(await deliver(this.#handler, batch))
      for (const { messageId = '' } of batch) if (!left.has(messageId)) this.queue.delete(messageId)
      for (const one of this.#kit.postponed) {
        this.queue.postpone(one.receiptHandle.slice('handle-'.length), one.delaySeconds)
      }
    }
  }
}
