import { ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Context, SQSEvent } from 'aws-lambda'
import type { CommandEnvelope } from '../../events/define-command.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import { createItemReader } from '../../lambdas/runtime/aws/item-reader.ts'
import type { ConsumerEnvironment } from '../../lambdas/runtime/consumer/environment.ts'
import { commitEffects } from '../../lambdas/runtime/effects/commit.ts'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { fromEventItem } from '../../lambdas/runtime/event-store/read-event-item.ts'
import type { ApiEnvironment } from '../../lambdas/runtime/http/environment.ts'
import type { Outcome } from '../../lambdas/runtime/messages/outcome.ts'
import type { DeadLetterMessage } from '../../lambdas/runtime/queue/queue.ts'
import { createIds, systemRandomBytes } from '../../lambdas/runtime/system/ids.ts'
import { startTestDynamoDb, testTables } from './dynamodb.ts'
import { timeInHand } from './time-in-hand.ts'

/** A Lambda function of a queue, as `consumerHandler` makes it. */
type QueueFunction = (event: SQSEvent, context: Context) => Promise<{ batchItemFailures: unknown[] }>

/** One service on a real DynamoDB protocol: its API and its consumers, without queues and HTTP in between. */
export async function startServiceKit() {
  const dynamo = await startTestDynamoDb()
  const clock = { now: () => Date.parse('2026-04-28T10:30:00.000Z') }
  const ids = createIds(clock, systemRandomBytes)
  const random = () => 0.5
  const { timers } = timeInHand()
  const system = { dynamo: dynamo.client, clock, timers, ids, random }
  const items = createItemReader(system)
  const storage = createDynamoEventStorage({
    dynamo: dynamo.client,
    items,
    eventTable: testTables.events,
    snapshotTable: testTables.snapshots,
  })
  const eventStore = createEventStore(storage)
  const deadLetters: DeadLetterMessage[] = []
  const outcomes: Outcome[] = []
  const logged: string[] = []

  const consumerEnvironment: ConsumerEnvironment = {
    ...system,
    queue: {
      postpone: async () => {},
      acknowledge: async () => new Set(),
      deadLetter: async (message) => {
        deadLetters.push(message)
      },
    },
    tables: testTables,
    eventStore,
    telemetry: () => ({
      loggerOf: () => ({ debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }),
      batchStarts: () => {},
      batchDone: async ({ processed }) => {
        outcomes.push(...processed.map(({ outcome }) => outcome))
      },
    }),
  }

  const apiEnvironment = (service: string): ApiEnvironment => ({
    service,
    callers: { auth: 'none' },
    effects: { clock, ids, source: `${service}-service`, eventTable: testTables.events },
    eventStore,
    commit: (effects, first, options) => commitEffects(system, effects, first, options),
    readItem: items.get,
    processedTable: testTables.processed,
    timers,
    random,
    log: {
      info: () => {},
      error: (message, fields) => logged.push(JSON.stringify({ message, error: String(fields.error) })),
    },
  })

  return {
    dynamo,
    items,
    clock,
    ids,
    eventStore,
    consumerEnvironment,
    apiEnvironment,
    deadLetters,
    /** Of every message that was delivered, batch by batch. */
    outcomes,
    logged,
    /** Everything stored, in the order of event ids. */
    allEvents: async (): Promise<EventEnvelope[]> => {
      const events: EventEnvelope[] = []
      let from: Record<string, never> | undefined
      do {
        const page = await dynamo.client.send(
          new ScanCommand({ TableName: testTables.events, ConsistentRead: true, ExclusiveStartKey: from }),
        )
        events.push(...(page.Items ?? []).map(fromEventItem))
        from = page.LastEvaluatedKey as typeof from
      } while (from)
      return events.sort((left, right) => (left.event_id < right.event_id ? -1 : 1))
    },
    /** Everything in the command outbox. */
    allCommands: async (): Promise<CommandEnvelope[]> => {
      const { Items = [] } = await dynamo.client.send(
        new ScanCommand({ TableName: testTables.commands, ConsistentRead: true }),
      )
      return Items.map((item) => JSON.parse(item.command?.S ?? '') as CommandEnvelope)
    },
    /** Hands messages to a function as one batch of its queue. @returns how many come back. */
    deliver: async (handler: unknown, messages: readonly object[], receiveCount = 1): Promise<number> => {
      const result = await (handler as QueueFunction)(toBatch(messages, receiveCount), invocation)
      return result.batchItemFailures.length
    },
    close: () => dynamo.close(),
  }
}

export type ServiceKit = Awaited<ReturnType<typeof startServiceKit>>

const invocation = { getRemainingTimeInMillis: () => 10_000 } as Context

let deliveries = 0

const toBatch = (messages: readonly object[], receiveCount: number): SQSEvent => ({
  Records: messages.map((message) => ({
    messageId: `message-${++deliveries}`,
    receiptHandle: `receipt-${deliveries}`,
    body: JSON.stringify(message),
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: '0',
      SenderId: 'test',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:test',
    awsRegion: 'eu-central-1',
  })),
})
