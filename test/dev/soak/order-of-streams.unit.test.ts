import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderKept } from '../../../dev/soak/invariants/order-kept.ts'
import type { Applied } from '../../../dev/soak/watch.ts'
import type { World } from '../../../dev/soak/world.ts'
import { eventPlan } from '../../../lambdas/relay/event-plan.ts'
import { relayHandler } from '../../../lambdas/relay/handler.ts'
import { createDynamoHistory } from '../../../lambdas/relay/order/dynamo-history.ts'
import { createDynamoPositions } from '../../../lambdas/relay/order/dynamo-positions.ts'
import { createKnownPositions } from '../../../lambdas/relay/order/positions.ts'
import { createTaken } from '../../../lambdas/relay/publishing/taken.ts'
import type { Target } from '../../../lambdas/relay/publishing/target.ts'
import type { TopicMessage } from '../../../lambdas/relay/topic-target.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import { systemTimers } from '../../../lambdas/runtime/system/timers.ts'
import { startEventSource } from '../../../local/event-sources/index.ts'
import { createFaultPlan } from '../../../local/faults/index.ts'
import type { DynamoDbStreamRecord } from '../../../local/ports.ts'
import { orderEvent } from '../../lambdas/runtime/parking/kit.ts'
import { FakeQueue, fakeFunctions } from '../../local/event-sources/fakes.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { eventually } from '../../support/eventually.ts'

/**
 * The fault of streams as the soak injects it (`stream-reorder`), the local runtime's own streams, the relay, and the soak's own invariant: it has
 * to see what a relay does that trusts the order of the records, as the one of this project once did.
 */
const ORDERS = 12
const EVENTS = 3

let db: TestDynamoDb
const faults = createFaultPlan({ rates: { 'stream-reorder': 0.4 }, seed: 7 })
beforeAll(async () => {
  db = await startTestDynamoDb({ faults: faults.dynamodb })
  await db.client.send(
    new UpdateTableCommand({
      TableName: testTables.events,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  )
})
afterAll(() => db.close())

const ids = createIds(systemClock, systemRandomBytes)

/** @param ordered whether the relay keeps the order itself. @returns what the invariant of the soak finds. */
async function violations(ordered: boolean, from: number): Promise<readonly string[]> {
  const streams = Array.from({ length: ORDERS }, (_, order) =>
    // Just made: what is older than 15 days counts as published long ago.
    Array.from({ length: EVENTS }, (_, index) => ({
      ...orderEvent(from + order, index + 1),
      event_id: ids.next('evt'),
    })),
  )
  const own = new Set(streams.flat().map(({ event_id }) => event_id))
  const applied: Applied[] = []
  const topic: Target<TopicMessage> = {
    name: 'topic',
    maxEntries: 10,
    maxBytes: 256 * 1024,
    async send(messages) {
      const seen = new Set(applied.map(({ eventId }) => eventId))
      for (const { event } of messages) {
        const one = { consumer: 'order-view', aggregateId: event.aggregate_id, eventId: event.event_id }
        // The topic drops what it has had.
        if (own.has(event.event_id) && !seen.has(event.event_id))
          applied.push({ ...one, outcome: 'processed' } as Applied)
      }
      return messages.map(() => undefined)
    },
  }
  const bus: Target<never> = { ...topic, name: 'bus', send: async () => [] }
  const positions = createDynamoPositions(db.client, testTables.processed, systemClock)
  const history = createDynamoHistory(db.client, testTables.events)
  const targets = {
    bus: bus as never,
    topic,
    ...(ordered && { order: { positions, history, known: createKnownPositions() } }),
  }
  const relay = relayHandler((records) => eventPlan(records, targets), {
    clock: systemClock,
    timers: systemTimers,
    random: () => 0.5,
    taken: createTaken(),
    setAside: async (body) => expect.unreachable(`nothing is to be set aside: ${body}`),
    log: () => {},
  })
  const functions = fakeFunctions<DynamoDbStreamRecord>(
    (Records) => relay({ Records } as never, { getRemainingTimeInMillis: () => 10_000 }),
    { concurrency: 10 },
  )
  const source = startEventSource(
    {
      FunctionName: 'relay',
      EventSourceArn: db.database.streamArn(testTables.events) ?? '',
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10,
      ParallelizationFactor: 2,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
    { functions, queues: new FakeQueue(), dynamodb: db.database, faults: faults.deliveries },
  )
  const storage = createDynamoEventStorage({ dynamo: db.client, eventTable: testTables.events })
  // Several at once, as an append of several events: its items may appear in any order as well.
  await Promise.all(streams.map((all) => storage.append(all)))
  await eventually(() => expect(applied).toHaveLength(ORDERS * EVENTS))
  await source.stop(50)
  return orderKept.check({ applied, events: streams.flat() } as unknown as World)
}

it('the invariant of the soak finds the events that a relay overtakes which trusts the order of its stream', async () => {
  expect(await violations(false, 1)).not.toEqual([])
})

it('and none of a relay that publishes no event before its predecessor, under the same faults', async () => {
  expect(await violations(true, 100)).toEqual([])
})
