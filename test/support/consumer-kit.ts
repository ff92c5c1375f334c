import type { Context, SQSEvent } from 'aws-lambda'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { ConsumerFunction } from '../../lambdas/runtime/consumer/consumer-handler.ts'
import type { ConsumerEnvironment } from '../../lambdas/runtime/consumer/environment.ts'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { DEAD_LETTER_ID, RETRIED_BY } from '../../lambdas/runtime/messages/message.ts'
import type { SettledDelivery } from '../../lambdas/runtime/messages/outcome.ts'
import type { DeadLetterMessage, Queue } from '../../lambdas/runtime/queue/queue.ts'
import { createIds } from '../../lambdas/runtime/system/ids.ts'
import type { TestDynamoDb } from './dynamodb.ts'
import { testTables } from './test-tables.ts'
import { type TimeInHand, timeInHand } from './time-in-hand.ts'

/** A clock that stands until it is moved. */
export class TestClock {
  #now = Date.parse('2026-01-01T00:00:00.000Z')
  now = (): number => this.#now
  advance(seconds: number): void {
    this.#now += seconds * 1000
  }
}

/** Numbers that look random and are the same in every run. */
export function testRandom(seed = 1): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export interface ConsumerKit {
  readonly environment: ConsumerEnvironment
  readonly clock: TestClock
  /** Ends the time that handlers have: it does not pass by itself, however slow the machine is. */
  readonly endHandlers: TimeInHand['endHandlers']
  /** Outcomes of every invocation, in order. */
  readonly outcomes: SettledDelivery[][]
  readonly postponed: { readonly receiptHandle: string; readonly delaySeconds: number }[]
  readonly acknowledged: string[]
  readonly deadLetters: DeadLetterMessage[]
  /** What the next call of this queue operation fails with. */
  readonly queueFailures: { [Operation in keyof Queue]?: Error }
}

export function consumerKit(dynamo: Pick<TestDynamoDb, 'client'>, clock = new TestClock(), seed = 1): ConsumerKit {
  const random = testRandom(seed)
  const { timers, endHandlers } = timeInHand()
  const kit = {
    clock,
    endHandlers,
    outcomes: [],
    postponed: [],
    acknowledged: [],
    deadLetters: [],
    queueFailures: {},
  } as Omit<ConsumerKit, 'environment'>
  const failing = (operation: keyof Queue) => {
    const failure = kit.queueFailures[operation]
    delete kit.queueFailures[operation]
    if (failure) throw failure
  }
  const log = () => {}
  let begun = 0
  // Without the table of operations a consumer does not ask whether it is paused, so tests that count calls need not count that read.
  const { operations: _, ...tables } = testTables
  return {
    ...kit,
    environment: {
      clock,
      timers,
      random,
      ids: createIds(clock, (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256))),
      dynamo: dynamo.client,
      tables,
      eventStore: createEventStore(createDynamoEventStorage({ dynamo: dynamo.client, eventTable: tables.events })),
      queue: {
        async postpone(messages) {
          failing('postpone')
          kit.postponed.push(...messages)
        },
        async acknowledge(handles) {
          failing('acknowledge')
          kit.acknowledged.push(...handles)
          return new Set()
        },
        async deadLetter(message) {
          failing('deadLetter')
          kit.deadLetters.push(message)
        },
      },
      telemetry: () => ({
        batchStarts() {
          begun++
        },
        loggerOf: () => ({ debug: log, info: log, warn: log, error: log }),
        async batchDone({ processed }) {
          // What leaves the queue early is told before the rest of its batch.
          if (kit.outcomes.length < begun) kit.outcomes.push([...processed])
          else kit.outcomes.at(-1)?.push(...processed)
        },
      }),
    },
  }
}

export interface TestDelivery {
  /** An event, or any text in place of one. */
  readonly of: EventEnvelope | string
  /** Default: the same for the same event. */
  readonly messageId?: string
  /** Default 1. */
  readonly receives?: number
  readonly groupId?: string
  /** Epoch milliseconds. Default: unknown. */
  readonly sentAt?: number
  /** Operation by which a person has it tried again. Default: none. */
  readonly retriedBy?: string
  /** Id of its record, where the body has none. Default: none. */
  readonly deadLetterId?: string
}

/** Invokes a consumer as Lambda does. @returns message ids that stay in the queue. */
export async function deliver(
  handler: ConsumerFunction,
  deliveries: readonly TestDelivery[],
  remainingMs = 10_000,
): Promise<string[]> {
  const Records = deliveries.map(({ of, messageId, receives = 1, groupId, sentAt = 0, retriedBy, deadLetterId }) => {
    const id = messageId ?? (typeof of === 'string' ? of : of.event_id)
    return {
      messageId: id,
      receiptHandle: `handle-${id}`,
      body: typeof of === 'string' ? of : JSON.stringify(of),
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: String(sentAt),
        ...(groupId ? { MessageGroupId: groupId } : {}),
      },
      messageAttributes: {
        ...(retriedBy && { [RETRIED_BY]: { dataType: 'String', stringValue: retriedBy } }),
        ...(deadLetterId && { [DEAD_LETTER_ID]: { dataType: 'String', stringValue: deadLetterId } }),
      },
    }
  })
  const context = { getRemainingTimeInMillis: () => remainingMs } as Context
  const { batchItemFailures } = await handler({ Records } as unknown as SQSEvent, context)
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}
