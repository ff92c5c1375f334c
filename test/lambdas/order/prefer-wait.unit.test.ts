import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recordOrderOutcome } from '../../../events/commands/order.ts'
import { type CommandEnvelope, decodeCommand } from '../../../events/define-command.ts'
import { checkoutDecisionHandlers } from '../../../lambdas/order/checkout-decision-handlers.ts'
import { orderOperations } from '../../../lambdas/order/operations.ts'
import { orderReplyHandlers, replyFinder } from '../../../lambdas/order/outcome.ts'
import { orderRoutes } from '../../../lambdas/order/routes.ts'
import { plainItemReader } from '../../../lambdas/runtime/aws/item-reader.ts'
import type { MessageContext } from '../../../lambdas/runtime/consumer/handlers.ts'
import { commitEffects } from '../../../lambdas/runtime/effects/commit.ts'
import { type CausalMetadata, Effects } from '../../../lambdas/runtime/effects/effects.ts'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { fromEventItem } from '../../../lambdas/runtime/event-store/read-event-item.ts'
import { apiHandler } from '../../../lambdas/runtime/http/api-handler.ts'
import { dynamoWaitingRoom } from '../../../lambdas/runtime/request-reply/dynamo-waiting-room.ts'
import type { WaitingRoom } from '../../../lambdas/runtime/request-reply/waiting-room.ts'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import { callApi } from '../../support/call-documented-api.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'

/** Each test begins a minute after the one before, so that its events are the newest. */
let start = Date.parse('2026-04-28T10:30:00.000Z')

let database: TestDynamoDb
let now: number
/** What happens elsewhere while the request waits, by the number of the look before which it happens. */
let meanwhile: Map<number, () => Promise<unknown>>
let looks: number
let price: number
let waitingRoom: WaitingRoom

beforeAll(async () => {
  database = await startTestDynamoDb()
})
afterAll(() => database.close())
beforeEach(() => {
  start += 60_000
  now = start
  looks = 0
  price = 30
  waitingRoom = roomOf(5)
  meanwhile = new Map()
})

const clock = { now: () => now }
const ids = createIds(clock, systemRandomBytes)
const roomOf = (places: number) =>
  dynamoWaitingRoom({
    dynamo: database.client,
    table: testTables.processed,
    service: `order-${start}`,
    places,
    clock,
    random: () => 0,
    ids,
    onProblem: (error) => {
      throw error
    },
  })
const timers = {
  after: (milliseconds: number, callback: () => void) => {
    now += milliseconds
    const event = meanwhile.get(++looks)
    void (event?.() ?? Promise.resolve()).then(callback)
    return () => {}
  },
}

const tables = { eventTable: testTables.events, commandTable: testTables.commands }
const effectsOf = (metadata: CausalMetadata) =>
  new Effects({ clock, ids, source: 'order-service', ...tables }, metadata)
const commit = (effects: Pick<Effects, 'writes'>) =>
  commitEffects({ dynamo: database.client, clock, ids, timers, random: () => 0.5 }, effects)
const eventStore = () =>
  createEventStore(createDynamoEventStorage({ dynamo: database.client, eventTable: testTables.events }))

const orderHandler = () =>
  apiHandler(
    orderRoutes,
    {
      service: 'order',
      callers: { auth: 'none' },
      effects: { clock, ids, source: 'order-service', ...tables },
      eventStore: eventStore(),
      commit: (staged, first, options) =>
        commitEffects({ dynamo: database.client, clock, ids, timers, random: () => 0.5 }, staged, first, options),
      readItem: plainItemReader(database.client).get,
      processedTable: testTables.processed,
      timers,
      random: () => 0.5,
      log: { info: () => {}, error: () => {} },
    },
    orderOperations({
      table: testTables.state,
      readPrices: async () => new Map([['prod_cup', { price, currency: 'USD' }]]),
      findReply: replyFinder(database.client, testTables.state),
      waitingRoom,
      timers,
    }),
  )

const order = (prefer?: string, headers: Record<string, string> = {}) =>
  callApi(orderHandler(), 'POST /orders', {
    json: { customer_id: 'cust_1', currency: 'USD', items: [{ product_id: 'prod_cup', quantity: 1 }] },
    headers: { 'x-correlation-id': 'req_same', ...(prefer !== undefined && { prefer }), ...headers },
  })

/** By the customer, in a request of its own. */
const cancel = async () =>
  callApi(orderHandler(), 'POST /orders/{order_id}/cancel', {
    path: { order_id: (await newestEvent()).aggregate_id },
    headers: { 'x-correlation-id': 'req_cancel' },
  })

const repliesKept = async () => {
  const { Items = [] } = await database.client.send(new ScanCommand({ TableName: testTables.state }))
  return Items.length
}

const newestEvent = async () => {
  const { Items = [] } = await database.client.send(new ScanCommand({ TableName: testTables.events }))
  return Items.map(fromEventItem).toSorted((left, right) => (left.event_id < right.event_id ? 1 : -1))[0]!
}

/** The checkout's decision, as it reaches the order service: it carries on what order.created carried. */
async function decide(type: 'confirm_order' | 'cancel_order') {
  const created = await newestEvent()
  const { correlation_id, reply_to } = created.metadata
  const effects = effectsOf({ correlation_id, causation_id: 'cmd_1', ...(reply_to && { reply_to }) })
  const context = { effects, eventStore: eventStore(), clock, logger: { info: () => {} } } as unknown as MessageContext
  const data = { order_id: created.aggregate_id, reason: { code: 'out_of_stock' as const } }
  await checkoutDecisionHandlers[type]({ data } as never, context)
  await commit(effects)
  return effects.commands
}

/** The reply queue's consumer. */
async function deliver(commands: readonly CommandEnvelope[]) {
  for (const command of commands) {
    const accepted = new Map([[recordOrderOutcome.type, recordOrderOutcome]])
    const decoded = decodeCommand(accepted, JSON.parse(JSON.stringify(command)))
    const effects = effectsOf({ correlation_id: 'x', causation_id: 'x' })
    const context = { effects, clock } as unknown as MessageContext
    await orderReplyHandlers(testTables.state).record_order_outcome(decoded as never, context)
    await commit(effects)
  }
}

describe('POST /orders', () => {
  it('without Prefer waits for nobody, and asks nobody for a reply', async () => {
    const answer = await order()
    expect(answer).toMatchObject({ status: 201, body: { status: 'pending' } })
    expect(looks).toBe(0)
    expect((await newestEvent()).metadata).not.toHaveProperty('reply_to')
    expect(await decide('confirm_order'), 'no reply is sent').toEqual([])
  })

  it.each([
    ['confirm_order', { status: 'confirmed', version: 2 }],
    ['cancel_order', { status: 'cancelled', reason: { code: 'out_of_stock' }, version: 2 }],
  ] as const)('with Prefer: wait answers as soon as %s was carried out', async (command, body) => {
    meanwhile.set(3, async () => deliver(await decide(command)))
    const answer = await order('wait=10')
    expect(answer).toMatchObject({ status: 201, headers: { 'preference-applied': 'wait=10' }, body })
    expect(looks).toBe(3)
    expect(answer.headers.location).toBe(`/orders/${answer.body.order_id}`)
  })

  it('answers 202 with the pending order when the time is up', async () => {
    const answer = await order('wait=2')
    expect(answer).toMatchObject({ status: 202, body: { status: 'pending', version: 1 } })
    expect(now - start).toBe(2_000)
  })

  it('answers at once, and says so, when as many wait as may', async () => {
    waitingRoom = roomOf(1)
    meanwhile.set(1, async () => {
      const second = await order('wait=10')
      expect(second).toMatchObject({
        status: 202,
        headers: { 'preference-applied': 'wait=0' },
        body: { status: 'pending' },
      })
      expect(second.headers.location).toBe(`/orders/${second.body.order_id}`)
    })
    expect(await order('wait=1')).toMatchObject({ status: 202, headers: { 'preference-applied': 'wait=1' } })
    expect(looks, 'the second did not look once').toBeLessThan(10)
    now += 1_000
    meanwhile.clear()
    expect(await order('wait=1'), 'the place is free again').toMatchObject({
      headers: { 'preference-applied': 'wait=1' },
    })
  })

  it('is not misled by the reply to another order of the same correlation id', async () => {
    meanwhile.set(1, async () => deliver(await decide('confirm_order')))
    expect(await order('wait=2')).toMatchObject({ status: 201, body: { status: 'confirmed' } })
    expect(await order('wait=2')).toMatchObject({ status: 202, body: { status: 'pending' } })
  })

  it('with Prefer: wait answers as soon as its customer has cancelled it', async () => {
    meanwhile.set(2, cancel)
    const answer = await order('wait=10')
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'preference-applied': 'wait=10' },
      body: { status: 'cancelled', reason: { code: 'customer_request' }, version: 2 },
    })
    expect(looks).toBe(2)
  })

  it('keeps no reply to a cancellation that nobody waits for', async () => {
    await order()
    const before = await repliesKept()
    expect(await cancel()).toMatchObject({ status: 200 })
    expect(await repliesKept()).toBe(before)
  })

  describe('repeated with the same Idempotency-Key', () => {
    let key: { readonly 'idempotency-key': string }
    beforeEach(() => {
      key = { 'idempotency-key': `key-${start}` }
    })
    const replayed = { 'idempotency-replayed': 'true' }

    it('waits again, also where the first request did not, and whatever the price is now', async () => {
      const first = await order(undefined, key)
      price = 31
      meanwhile.set(3, () => decide('confirm_order'))
      const again = await order('wait=10', key)
      expect(again).toMatchObject({
        status: 201,
        headers: { ...replayed, 'preference-applied': 'wait=10' },
        body: { order_id: first.body.order_id, status: 'confirmed', total: 30, version: 2 },
      })
      expect(looks).toBe(3)
    })

    it('answers at once when the order has ended meanwhile', async () => {
      await order('wait=1', key)
      await decide('cancel_order')
      looks = 0
      const again = await order('wait=10', { ...key, 'x-correlation-id': 'req_again' })
      expect(again).toMatchObject({ status: 201, headers: replayed, body: { status: 'cancelled' } })
      expect(looks).toBe(0)
    })

    it('answers 202 with the pending order when the time is up again', async () => {
      await order('wait=1', key)
      const before = now
      expect(await order('wait=2', key)).toMatchObject({ status: 202, headers: replayed, body: { status: 'pending' } })
      expect(now - before).toBe(2_000)
    })

    it('without Prefer answers the pending order of the first time', async () => {
      await order(undefined, key)
      await decide('confirm_order')
      expect(await order(undefined, key)).toMatchObject({ status: 201, headers: replayed, body: { status: 'pending' } })
    })

    it('waits for no order that was refused', async () => {
      price = 1e13
      expect(await order('wait=10', key)).toMatchObject({ status: 422, body: { code: 'total_too_large' } })
      expect(looks).toBe(0)
    })
  })

  it('takes a reply that comes twice once', async () => {
    meanwhile.set(1, async () => {
      const commands = await decide('confirm_order')
      await deliver([...commands, ...commands])
    })
    expect(await order('wait=2')).toMatchObject({ status: 201 })
  })
})
