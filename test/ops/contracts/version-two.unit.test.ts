import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod/mini'
import { allEvents, catalog } from '../../../events/catalog.ts'
import { catalogOf } from '../../../events/decode.ts'
import { type DataOf, defineEvent } from '../../../events/define-event.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { notificationSent } from '../../../events/notification.ts'
import { orderCreated } from '../../../events/order.ts'
import { orderSummaryConsumer } from '../../../lambdas/order-view/consumers.ts'
import { orderSummary, toSummary } from '../../../lambdas/order-view/order-summary.ts'
import { draft } from '../../../lambdas/runtime/aggregate/event-draft.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { updateHandlers } from '../../../lambdas/runtime/consumer/update-handlers.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { defineReadModel } from '../../../lambdas/runtime/declarations/define-read-model.ts'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { createReadModelReader, createReadModelUpdater } from '../../../lambdas/runtime/read-model/read-model-store.ts'
import { consumerHarness } from '../../../lambdas/runtime/testing/consumer-harness.ts'
import { beginning } from '../../../ops/contracts/verify/progress.ts'
import { verifyEvents } from '../../../ops/contracts/verify/verify-events.ts'
import { rebuild } from '../../../ops/rebuild/rebuild.ts'
import { selectEvents } from '../../../ops/replay/selection.ts'
import { sendEvents } from '../../../ops/replay/send-events.ts'
import { verifyReadModel } from '../../../ops/verify/verify-read-model.ts'
import { testTables } from '../../support/dynamodb.ts'
import { MemoryClaims } from '../../support/memory-claims.ts'
import { eventOf } from '../../support/messages.ts'
import { type ServiceKit, startServiceKit } from '../../support/service-kit.ts'

const claims = new MemoryClaims()

/** `notification.sent` and who deals with it, in the code that was deployed before version 2, and in that of today. */
const [versionOne] = notificationSent.versions
type Before = Omit<DataOf<typeof notificationSent>, 'subject'>

const sentBefore = defineEvent({
  type: 'notification.sent',
  aggregate: notificationSent.aggregate,
  producer: notificationSent.producer,
  meaning: notificationSent.meaning,
  schema: versionOne!.schema as z.ZodMiniType<Before>,
  example: versionOne!.example as Before,
})

const summaryBefore = defineReadModel({
  name: orderSummary.name,
  events: [orderCreated, sentBefore],
  project: {
    'order.created': (event) => {
      const { key, parts } = orderSummary.changeOf(event)!
      return { ...key, parts }
    },
    'notification.sent': ({ data: { order_id, notification_id, template, channel } }) => ({
      id: order_id,
      parts: { [`notification:${notification_id}`]: { value: { template, channel } } },
    }),
  },
})

const consumerBefore = defineConsumer({
  name: orderSummaryConsumer.name,
  subscribesTo: [orderCreated, sentBefore],
  delivery: 'effectively-once',
  idempotency: 'versioned',
})

/** What the notification service states, with the definition that its code has. */
const producerOf = (definition: typeof sentBefore | typeof notificationSent) => {
  const consumer = defineConsumer({
    name: 'notification',
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency: 'atomic',
  })
  return consumerHandler(consumer, kit.consumerEnvironment, {
    'order.created': async (event, { effects }) => {
      const { order_id, customer_id } = event.data
      const notification_id = event.event_id.replace(/^evt_/, 'ntf_')
      const said = { notification_id, order_id, customer_id, channel: 'email', template: 'order_created' } as const
      const subject = `Today we say it otherwise: ${order_id}`
      const data = definition.version === 1 ? said : { ...said, subject }
      effects.append({ aggregateId: notification_id, after: 0 }, [draft(definition as never, data as never)])
    },
  })
}

let kit: ServiceKit
const storeOf = () => {
  const storage = createDynamoEventStorage({ dynamo: kit.dynamo.client, eventTable: testTables.events })
  return { storage, eventStore: createEventStore(storage) }
}
const tableOptions = () => ({ client: kit.dynamo.client, table: testTables.state, clock: kit.clock })

const consumers = {
  before: () =>
    consumerHandler(
      consumerBefore,
      kit.consumerEnvironment,
      updateHandlers(consumerBefore, createReadModelUpdater(summaryBefore, tableOptions())),
    ),
  today: () =>
    consumerHandler(
      orderSummaryConsumer,
      kit.consumerEnvironment,
      updateHandlers(orderSummaryConsumer, createReadModelUpdater(orderSummary, tableOptions())),
    ),
}
const producers = { before: () => producerOf(sentBefore), today: () => producerOf(notificationSent) }

const notificationsOf = async (orderId: string) => {
  const parts = await createReadModelReader(orderSummary, tableOptions()).get({ id: orderId })
  return toSummary(orderId, parts ?? {})?.notifications
}

/** An order whose notification was stated by that producer. @returns the stored event. */
async function notified(producer: keyof typeof producers, orderId: string): Promise<EventEnvelope> {
  const placed = eventOf(orderCreated, { order_id: orderId }, { aggregate_id: orderId })
  await storeOf().storage.append([placed])
  expect(await kit.deliver(producers[producer](), [placed])).toBe(0)
  expect(await kit.deliver(consumers.today(), [placed])).toBe(0)
  const sent = (await kit.allEvents()).filter(({ event_type }) => event_type === 'notification.sent')
  return sent.find(({ data }) => data.order_id === orderId)!
}

const oldSubject = (orderId: string) => `We have your order ${orderId}`
const newSubject = (orderId: string) => `Today we say it otherwise: ${orderId}`

beforeAll(async () => {
  kit = await startServiceKit()
})
afterAll(() => kit.close())

describe('version 2 of notification.sent is lived through', () => {
  it.each([
    ['before', 'before', 1, undefined],
    ['before', 'today', 1, oldSubject],
    ['today', 'today', 2, newSubject],
  ] as const)('a producer of %s and a consumer of %s', async (producer, consumer, version, subject) => {
    const orderId = `ord_${producer}-${consumer}`
    const event = await notified(producer, orderId)
    expect(event.version).toBe(version)
    expect(await kit.deliver(consumers[consumer](), [event])).toBe(0)
    expect(kit.deadLetters).toEqual([])
    const [shown] = (await notificationsOf(orderId)) ?? []
    expect(shown).toMatchObject({ template: 'order_created', channel: 'email' })
    expect(shown?.subject).toBe(subject?.(orderId))
  })

  it('a producer of today and a consumer of before: the event waits for the consumer, and then is handled', async () => {
    const event = { ...(await notified('today', 'ord_late')), timestamp: '2026-01-01T00:00:00.000Z' }
    const deployed = consumerHarness(consumerBefore, {
      'order.created': async () => {},
      'notification.sent': async () => {},
    })
    expect(await deployed.deliver(event)).toMatchObject([{ kind: 'deferred', error: { code: 'VERSION_UNKNOWN' } }])
    await deployed.advance(consumerBefore.unknownWaitSeconds - 1)
    expect(deployed.deadLetters).toEqual([])
    const [waiting] = deployed.waiting

    expect(await kit.deliver(consumers.today(), [JSON.parse(waiting!.body)])).toBe(0)
    expect(await notificationsOf('ord_late')).toMatchObject([{ subject: newSubject('ord_late') }])
  })

  it('both versions are stored, and verified as what they are', async () => {
    const tally = await verify(allEvents)
    expect(tally.faults).toEqual([])
    expect(tally.stored).toMatchObject({ 'notification.sent version 1': 2, 'notification.sent version 2': 2 })
  })

  it('going back to the code of before: verification says what that code could not read', async () => {
    const tally = await verify([...allEvents.filter(({ type }) => type !== 'notification.sent'), sentBefore])
    expect(tally.faults).toMatchObject([{ code: 'VERSION_UNKNOWN', of: 'notification.sent version 2', count: 2 }])
  })

  it('both are replayed as they were written, and change nothing', async () => {
    const before = await Promise.all(['ord_before-today', 'ord_today-today'].map(notificationsOf))
    const replayed: EventEnvelope[] = []
    const send = async ({ input }: { input: { Entries: { MessageBody: string }[] } }) => {
      replayed.push(...input.Entries.map(({ MessageBody }) => JSON.parse(MessageBody) as EventEnvelope))
      return {}
    }
    const from = { from: '2026-04-28T00:00:00.000Z', to: '2026-04-29T00:00:00.000Z', types: ['notification.sent'] }
    await sendEvents(
      {
        sqs: { send } as never,
        queueUrl: 'http://127.0.0.1/order-summary',
        replayId: 'rpl_1',
        again: false,
        rate: 1000,
        now: kit.clock.now,
        pause: async () => {},
        signal: new AbortController().signal,
        onSent: () => {},
      },
      selectEvents(storeOf(), from),
    )
    expect(replayed.map(({ version }) => version).toSorted()).toEqual([1, 1, 2, 2])
    for (const event of replayed) expect(await kit.deliver(consumers.today(), [event])).toBe(0)
    expect(await Promise.all(['ord_before-today', 'ord_today-today'].map(notificationsOf))).toEqual(before)
    expect(kit.deadLetters).toEqual([])
  })

  it('a read model rebuilt from both says of old events what their upcast says', async () => {
    expect((await notificationsOf('ord_before-before'))?.[0]?.subject).toBeUndefined()
    const { generation } = await rebuild(
      {
        model: orderSummary,
        ...tableOptions(),
        eventStore: storeOf().eventStore,
        pause: async () => {},
        signal: new AbortController().signal,
        onStart: () => {},
        onProgress: () => {},
      },
      2,
    )
    const subjects = ['ord_before-before', 'ord_before-today', 'ord_today-today', 'ord_late'].map(async (orderId) =>
      (await notificationsOf(orderId))?.map(({ subject }) => subject),
    )
    expect(await Promise.all(subjects)).toEqual([
      [oldSubject('ord_before-before')],
      [oldSubject('ord_before-today')],
      [newSubject('ord_today-today')],
      [newSubject('ord_late')],
    ])
    const verification = { model: orderSummary, ...tableOptions(), eventStore: storeOf().eventStore, generation }
    expect((await verifyReadModel({ ...verification, segments: 1, onProgress: () => {} })).differences).toEqual([])
  })
})

const verify = (events: readonly (typeof allEvents)[number][]) =>
  verifyEvents({
    client: kit.dynamo.client,
    eventTable: testTables.events,
    catalog: events === allEvents ? catalog : catalogOf(events),
    claims,
    aggregates: [],
    readModels: [orderSummary],
    progress: beginning(testTables.events, 1),
    signal: new AbortController().signal,
    onPage: () => {},
  })
