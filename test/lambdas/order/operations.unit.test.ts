import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MAX_RESERVED_PRODUCTS } from '../../../events/inventory.ts'
import { orderConfirmed } from '../../../events/order.ts'
import { checkoutDecisionHandlers } from '../../../lambdas/order/checkout-decision-handlers.ts'
import { orderOperations } from '../../../lambdas/order/operations.ts'
import { order } from '../../../lambdas/order/order.ts'
import { putPrice, readPrices } from '../../../lambdas/order/price-book.ts'
import { orderRoutes } from '../../../lambdas/order/routes.ts'
import { draft } from '../../../lambdas/runtime/aggregate/event-draft.ts'
import { createItemReader } from '../../../lambdas/runtime/aws/item-reader.ts'
import type { MessageContext } from '../../../lambdas/runtime/consumer/handlers.ts'
import { commitEffects } from '../../../lambdas/runtime/effects/commit.ts'
import { Effects } from '../../../lambdas/runtime/effects/effects.ts'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { apiHandler } from '../../../lambdas/runtime/http/api-handler.ts'
import { endlessWaitingRoom } from '../../../lambdas/runtime/request-reply/waiting-room.ts'
import { retryOnConflict } from '../../../lambdas/runtime/retry/retry-on-conflict.ts'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import type { ApiCall } from '../../../lambdas/runtime/testing/call-api.ts'
import { callApi } from '../../support/call-documented-api.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'

const clock = { now: () => Date.parse('2026-04-28T10:30:00.000Z') }
const ids = createIds(clock, systemRandomBytes)
const timers = {
  after: (_: number, callback: () => void) => {
    setImmediate(callback)
    return () => {}
  },
}

let database: TestDynamoDb
beforeAll(async () => {
  database = await startTestDynamoDb()
  for (const [product_id, price, sequence] of [
    ['prod_cup', 29.99, 1],
    ['prod_pot', 80, 1],
  ] as const) {
    await setPrice(product_id, price, sequence)
  }
})
afterAll(() => database.close())
beforeEach(() => {
  database.calls.length = 0
})

const setPrice = (product_id: string, price: number, sequence: number, currency = 'USD') =>
  database.client.send(
    new PutItemCommand(
      putPrice(testTables.state, {
        sequence,
        data: { product_id, name: 'Thing', price, currency },
      } as Parameters<typeof putPrice>[1]),
    ),
  )

function orderService() {
  const system = { dynamo: database.client, clock, ids, timers, random: () => 0.5 }
  const storage = createDynamoEventStorage({ dynamo: database.client, eventTable: testTables.events })
  const eventStore = createEventStore(storage)
  const effects = { clock, ids, source: 'order-service', eventTable: testTables.events }
  const items = createItemReader(system)
  const handler = apiHandler(
    orderRoutes,
    {
      service: 'order',
      callers: { auth: 'none' },
      effects,
      eventStore,
      commit: (staged, first, options) => commitEffects(system, staged, first, options),
      readItem: items.get,
      processedTable: testTables.processed,
      timers,
      random: () => 0.5,
      log: { info: () => {}, error: () => {} },
    },
    orderOperations({
      table: testTables.state,
      readPrices: (productIds) => readPrices(items, testTables.state, productIds),
      findReply: async () => undefined,
      waitingRoom: endlessWaitingRoom,
      timers,
    }),
  )
  const metadata = { correlation_id: 'req_1', causation_id: 'cmd_1' }
  /** As the runtime does: decided again when someone else was first. */
  const inUnitOfWork = (work: (effects: Effects, wasOvertaken: boolean) => unknown) => {
    let decisions = 0
    return retryOnConflict(async () => {
      const staged = new Effects(effects, metadata)
      await work(staged, decisions++ > 0)
      if (staged.writes.length > 0) await commitEffects(system, staged)
      return staged
    }, system)
  }
  return {
    eventStore,
    items,
    inUnitOfWork,
    post: (path: string, call: ApiCall) => callApi(handler, `POST ${path}`, call),
  }
}

const placed = {
  customer_id: 'cust_1',
  currency: 'USD',
  items: [{ product_id: 'prod_cup', quantity: 2, price: 29.99 }],
}

describe('POST /orders', () => {
  it('places an order with one read and one write, and answers with all of it', async () => {
    const { post } = orderService()
    const answer = await post('/orders', { json: placed })
    expect(database.calls).toEqual(['GetItem', 'PutItem'])
    expect(answer).toMatchObject({
      status: 201,
      headers: { location: `/orders/${answer.body.order_id}` },
      body: {
        ...placed,
        order_id: expect.stringMatching(/^ord_/),
        status: 'pending',
        total: 59.98,
        created_at: '2026-04-28T10:30:00.000Z',
        version: 1,
      },
    })
  })

  it('stores who asked, from where, and what belongs together', async () => {
    const { post, eventStore } = orderService()
    const headers = { 'x-correlation-id': 'req_mine' }
    const { body } = await post('/orders', { json: placed, headers, userArn: 'arn:aws:iam::1:user/ada' })
    const events = eventStore.read(order, String(body.order_id))[Symbol.asyncIterator]()
    const { value: event } = await events.next()
    expect(event.metadata).toEqual({
      source: 'order-service',
      correlation_id: 'req_mine',
      causation_id: expect.stringMatching(/^cmd_/),
      user_id: 'arn:aws:iam::1:user/ada',
      ip_address: '192.0.2.1',
      user_agent: 'test',
    })
  })

  it('keeps its answer under the Idempotency-Key, in the same transaction', async () => {
    const { post } = orderService()
    const headers = { 'idempotency-key': 'once' }
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('/orders', { json: placed, headers })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ body }) => body.order_id)).size).toBe(1)
    expect(answers.filter((one) => one.headers['idempotency-replayed'] === undefined)).toHaveLength(1)
    expect(database.calls.filter((call) => call === 'PutItem')).toEqual([])
    const reused = await post('/orders', { json: { ...placed, customer_id: 'cust_2' }, headers })
    expect(reused).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
  })

  it('keeps a refusal under its key too: the same question gets the same answer', async () => {
    const { post } = orderService()
    await setPrice('prod_tea', 5, 1)
    const call = {
      json: { ...placed, items: [{ product_id: 'prod_tea', quantity: 1, price: 4 }] },
      headers: { 'idempotency-key': 'stale' },
    }
    const refused = {
      status: 409,
      body: { code: 'price_changed', current_prices: [{ product_id: 'prod_tea', price: 5 }] },
    }
    expect(await post('/orders', call)).toMatchObject(refused)
    await setPrice('prod_tea', 4, 2)
    expect(await post('/orders', call)).toMatchObject(refused)
    expect(await post('/orders', { json: call.json })).toMatchObject({ status: 201 })
  })

  it('answers again what it has granted, although the product is sold in another currency by then', async () => {
    const { post } = orderService()
    await setPrice('prod_jug', 12, 1)
    const json = { ...placed, items: [{ product_id: 'prod_jug', quantity: 1 }] }
    const headers = { 'idempotency-key': 'lost-answer' }
    const first = await post('/orders', { json, headers })
    await setPrice('prod_jug', 11, 2, 'EUR')
    expect(await post('/orders', { json })).toMatchObject({ status: 422, body: { code: 'currency_mismatch' } })
    expect(await post('/orders', { json, headers })).toMatchObject({
      status: 201,
      body: first.body,
      headers: { 'idempotency-replayed': 'true' },
    })
  })

  it('points to the line of an unknown product', async () => {
    const items = [...placed.items, { product_id: 'prod_nothing', quantity: 1 }]
    const answer = await orderService().post('/orders', { json: { ...placed, items } })
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'product_unknown', errors: [{ pointer: '/items/1/product_id' }] },
    })
  })

  describe('with many products', () => {
    /** A hundred lines, as many as there may be. */
    const linesOf = (products: number) =>
      Array.from({ length: 100 }, (_, index) => ({ product_id: `prod_${index % products}`, quantity: 1 }))

    it('reads the price of each once, all at once', async () => {
      const items = linesOf(MAX_RESERVED_PRODUCTS)
      for (const [index, { product_id }] of items.slice(0, 98).entries()) await setPrice(product_id, index + 1, 1)
      database.calls.length = 0
      const answer = await orderService().post('/orders', { json: { ...placed, items } })
      expect(answer).toMatchObject({ status: 201, body: { total: (98 * 99) / 2 + 1 + 2 } })
      expect(database.calls).toEqual(['BatchGetItem', 'PutItem'])
    })

    it('refuses more than inventory can reserve at once, and says the limit', async () => {
      const answer = await orderService().post('/orders', { json: { ...placed, items: linesOf(99) } })
      expect(answer).toMatchObject({
        status: 400,
        body: {
          code: 'too_many_products',
          detail: 'The order names 99 different products; at most 98 can be reserved at once.',
          max_products: 98,
        },
      })
      expect(database.calls).toEqual([])
    })
  })
})

describe('commands on an order', () => {
  async function place() {
    const service = orderService()
    const { body } = await service.post('/orders', { json: placed })
    const order_id = String(body.order_id)
    const path = { order_id }
    return {
      ...service,
      order_id,
      cancel: (call: ApiCall = {}) => service.post('/orders/{order_id}/cancel', { ...call, path }),
      move: (status: string) => service.post('/orders/{order_id}/status', { json: { status }, path }),
    }
  }
  type Placed = Awaited<ReturnType<typeof place>>
  const confirm = ({ inUnitOfWork, order_id }: Placed) =>
    inUnitOfWork((effects) =>
      effects.append({ aggregateId: order_id, after: 1 }, [
        draft(orderConfirmed, { order_id, customer_id: 'cust_1', total: 59.98, currency: 'USD' }),
      ]),
    )

  it('cancel it while it is pending, with or without a reason, once', async () => {
    const first = await place()
    expect(await first.cancel()).toMatchObject({
      status: 200,
      body: { status: 'cancelled', reason: { code: 'customer_request' }, version: 2 },
    })
    expect(await first.cancel()).toMatchObject({ status: 409, body: { code: 'status_not_allowed', allowed: [] } })
    const second = await place()
    expect(await second.cancel({ json: { reason: 'Changed my mind' } })).toMatchObject({
      body: { reason: { code: 'customer_request', message: 'Changed my mind' } },
    })
  })

  it('move it on step by step', async () => {
    const service = await place()
    await confirm(service)
    expect(await service.move('delivered')).toMatchObject({ status: 409, body: { allowed: ['shipped'] } })
    expect(await service.move('shipped')).toMatchObject({ status: 200, body: { status: 'shipped', version: 3 } })
    expect(await service.move('lost')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/status' }] } })
  })

  it('have one winner of ten cancellations and a confirmation at once', async () => {
    const service = await place()
    const confirmation = confirm(service).then(
      () => 1,
      () => 0,
    )
    const cancellations = await Promise.all(Array.from({ length: 10 }, () => service.cancel()))
    const won = cancellations.filter(({ status }) => status === 200).length
    expect(won + (await confirmation)).toBe(1)
    expect(cancellations.filter(({ status }) => status !== 200).every(({ status }) => status === 409)).toBe(true)
    expect(await service.eventStore.load(order, service.order_id)).toMatchObject({ sequence: 2 })
  })

  it('are not found for an order that is not there', async () => {
    const { post } = orderService()
    for (const order_id of ['ord_nothing', 'no-order-at-all']) {
      expect(await post('/orders/{order_id}/cancel', { path: { order_id } })).toMatchObject({ status: 404 })
    }
  })

  it('of the checkout are carried out once, and leave an order alone that has ended otherwise', async () => {
    const service = await place()
    const handlers = checkoutDecisionHandlers
    const { eventStore } = service
    const lines: string[] = []
    const logger = { info: (message: string) => lines.push(message) }
    type Handler = (message: never, context: MessageContext) => unknown
    const carryOut = (handler: Handler, data: object) =>
      service.inUnitOfWork((effects, wasOvertaken) =>
        handler({ data } as never, { effects, eventStore, clock, logger, wasOvertaken } as unknown as MessageContext),
      )
    const { order_id } = service
    expect((await carryOut(handlers.confirm_order, { order_id })).events).toMatchObject([
      { event_type: 'order.confirmed', sequence: 2 },
    ])
    const late = { order_id, reason: { code: 'deadline_passed' } }
    expect((await carryOut(handlers.confirm_order, { order_id })).events).toEqual([])
    expect((await carryOut(handlers.cancel_order, late)).events).toEqual([])
    expect(lines).toHaveLength(2)
    await expect(carryOut(handlers.confirm_order, { order_id: 'ord_nothing' })).rejects.toMatchObject({
      code: 'order_not_found',
    })
  })
})

describe('the price book', () => {
  it('keeps the newest price, whatever the order in which prices come', async () => {
    await setPrice('prod_x', 2, 2)
    await expect(setPrice('prod_x', 1, 1)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
    await expect(setPrice('prod_x', 2, 2)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
    await setPrice('prod_x', 3, 3)
    const prices = await readPrices(orderService().items, testTables.state, ['prod_x', 'prod_x', 'prod_none'])
    expect([...prices]).toEqual([['prod_x', { price: 3, currency: 'USD' }]])
  })
})
