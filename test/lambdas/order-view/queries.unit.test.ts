import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { orderIndexes } from '../../../lambdas/order-view/indexes.ts'
import { orderDocument } from '../../../lambdas/order-view/order-document.ts'
import { orderSummary } from '../../../lambdas/order-view/order-summary.ts'
import { orderQueries } from '../../../lambdas/order-view/queries.ts'
import { orderViewRoutes } from '../../../lambdas/order-view/routes.ts'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createMemoryEventStorage } from '../../../lambdas/runtime/event-store/memory-event-storage.ts'
import { type ApiHandler, apiHandler } from '../../../lambdas/runtime/http/api-handler.ts'
import { encodeCursor } from '../../../lambdas/runtime/read-model/page-cursor.ts'
import { createReadModelReader, createReadModelUpdater } from '../../../lambdas/runtime/read-model/read-model-store.ts'
import type { ApiCall } from '../../../lambdas/runtime/testing/call-api.ts'
import { callApi } from '../../support/call-documented-api.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { memoryApiEnvironment } from '../../support/memory-api-environment.ts'
import { createStateTable } from '../../support/state-table.ts'
import { orderHistory, orderPaths, paymentPaths, stockPaths, wholeHistory } from './histories.ts'

let dynamo: TestDynamoDb
let handler: ApiHandler
let store: { append(events: readonly EventEnvelope[]): Promise<void> }
let project: (events: readonly EventEnvelope[]) => Promise<void>
let tables = 0

beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

beforeEach(async () => {
  const table = `queries-${++tables}`
  await createStateTable(dynamo.client, table, orderIndexes)
  const options = { client: dynamo.client, table, clock: { now: () => 0 } }
  const storage = createMemoryEventStorage()
  store = storage
  const { environment } = memoryApiEnvironment({ eventStore: createEventStore(storage) })
  handler = apiHandler(
    orderViewRoutes,
    environment,
    orderQueries({
      orders: createReadModelReader(orderDocument, options),
      summaries: createReadModelReader(orderSummary, options),
    }),
  )
  const updates = [createReadModelUpdater(orderDocument, options), createReadModelUpdater(orderSummary, options)]
  project = async (events) => {
    for (const event of events) for (const update of updates) await update(event)
  }
})

const START = Date.parse('2026-04-28T10:30:00.000Z')

interface Body {
  status: string | number
  events: EventEnvelope[]
  orders: { order_id: string }[]
  next_cursor: string
  errors: unknown[]
}

const call = async (route: string, options: ApiCall) => {
  const { status, body } = await callApi(handler, `GET ${route}`, options)
  return { status, body: body as unknown as Body }
}
const get = (route: string, id: string, query: Record<string, string> = {}) =>
  call(`/orders/{order_id}${route}`, { path: { order_id: id }, query })
const list = (query: Record<string, string>) => call('/orders', { query })

describe('GET /orders/{order_id}', () => {
  const history = orderHistory('1', orderPaths[3]!)

  it('can be read as soon as it is accepted, before any consumer has seen it', async () => {
    await store.append(history.slice(0, 1))
    expect(await get('', 'ord_1')).toMatchObject({
      status: 200,
      body: { order_id: 'ord_1', status: 'pending', version: 1, created_at: '2026-04-28T10:30:00.000Z' },
    })
    expect((await get('/summary', 'ord_1')).body).toMatchObject({ status: 'pending', payment: null, notifications: [] })
  })

  it('comes from the read model alone once that has caught up', async () => {
    await project(history)
    expect((await get('', 'ord_1')).body).toMatchObject({ status: 'delivered', version: 4 })
  })

  it('shows what later events say even while order.created is still on its way to the read model', async () => {
    await store.append(history)
    await project(history.slice(1))
    expect((await get('', 'ord_1')).body).toMatchObject({ status: 'delivered', total: 59.98 })
  })

  it('is a 404 for an unknown order, and for a name that no order can have', async () => {
    expect(await get('', 'ord_unknown')).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await get('', 'nonsense')).status).toBe(404)
  })

  it.each([
    [-1, 404, undefined],
    [0, 200, 'pending'],
    [999, 200, 'pending'],
    [1000, 200, 'confirmed'],
    [2500, 200, 'shipped'],
    [86_400_000, 200, 'delivered'],
  ])('?as_of: %d ms after its creation it is %d %s', async (milliseconds, status, state) => {
    await store.append(history)
    const as_of = new Date(Date.parse('2026-04-28T10:30:00.000Z') + milliseconds).toISOString()
    const answer = await get('', 'ord_1', { as_of })
    expect(answer.status).toBe(status)
    expect(answer.body.status).toBe(state ?? 404)
  })

  it('?as_of tells what a reader saw at that time, for any history and time', async () => {
    let number = 0
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...orderPaths),
        fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: -10, max: 25_000 }),
        async (path, pauses, moment) => {
          const id = `asof${++number}`
          let at = START
          const history = orderHistory(id, path).map((event, index) => {
            at += pauses[index] ?? 1
            return { ...event, timestamp: new Date(at).toISOString() }
          })
          const observed: { at: number; status: number; body: Body }[] = []
          for (const event of history) {
            await store.append([event])
            observed.push({ at: Date.parse(event.timestamp), ...(await get('', `ord_${id}`)) })
          }
          const then = START + moment
          const seen = observed.findLast((one) => one.at <= then)
          const answer = await get('', `ord_${id}`, { as_of: new Date(then).toISOString() })
          if (seen) expect(answer.body).toEqual(seen.body)
          else expect(answer.status).toBe(404)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('takes a time with an offset, and refuses what is no time', async () => {
    await store.append(history)
    expect((await get('', 'ord_1', { as_of: '2026-04-28T12:30:01+02:00' })).body.status).toBe('confirmed')
    for (const as_of of [
      'yesterday',
      '',
      '2026-13-01T00:00:00Z',
      '2026-04-28',
      '1777372200000',
      '2026-02-30T00:00:00Z',
    ]) {
      const answer = await get('', 'ord_1', { as_of })
      expect(answer, as_of).toMatchObject({ status: 422, body: { errors: [{ parameter: 'as_of' }] } })
    }
  })
})

describe('GET /orders/{order_id}/events', () => {
  it('pages through the history, oldest first, and names nobody', async () => {
    const history = orderHistory('1', orderPaths[3]!)
    await store.append(
      history.map((event) => ({ ...event, metadata: { ...event.metadata, ip_address: '192.0.2.1', user_id: 'u' } })),
    )
    const first = await get('/events', 'ord_1', { limit: '3' })
    expect(first.body.events.map(({ event_type }) => event_type)).toEqual([
      'order.created',
      'order.confirmed',
      'order.status_updated',
    ])
    expect(first.body.events[0]?.metadata).toEqual({
      source: 'order-service',
      correlation_id: 'req_1',
      causation_id: 'req_1',
    })
    const second = await get('/events', 'ord_1', { limit: '3', cursor: first.body.next_cursor })
    expect(second.body).toMatchObject({ events: [{ sequence: 4 }], next_cursor: null })
    expect((await get('/events', 'ord_2')).status).toBe(404)
  })
})

describe('GET /orders', () => {
  beforeEach(async () => {
    for (let number = 1; number <= 5; number++) {
      await project(orderHistory(`${number}`, orderPaths[number % 2]!, { second: number * 10 }))
    }
  })
  const idsOf = (body: { orders: { order_id: string }[] }) => body.orders.map(({ order_id }) => order_id)

  it('lists newest first, page by page', async () => {
    const first = await list({ customer_id: 'cust_1', limit: '3' })
    expect(idsOf(first.body)).toEqual(['ord_5', 'ord_4', 'ord_3'])
    const second = await list({ customer_id: 'cust_1', limit: '3', cursor: first.body.next_cursor })
    expect(idsOf(second.body)).toEqual(['ord_2', 'ord_1'])
    expect(second.body.next_cursor).toBeNull()
    expect((await list({ customer_id: 'cust_nobody' })).body).toEqual({ orders: [], next_cursor: null })
  })

  it('filters by status', async () => {
    const first = await list({ customer_id: 'cust_1', status: 'confirmed', limit: '2' })
    expect(idsOf(first.body)).toEqual(['ord_5', 'ord_3'])
    const second = await list({
      customer_id: 'cust_1',
      status: 'confirmed',
      limit: '2',
      cursor: first.body.next_cursor,
    })
    expect(idsOf(second.body)).toEqual(['ord_1'])
    expect(idsOf((await list({ customer_id: 'cust_1', status: 'pending' })).body)).toEqual(['ord_4', 'ord_2'])
  })

  it('an order that changes status changes lists', async () => {
    await project(orderHistory('2', orderPaths[1]!, { second: 20 }))
    expect(idsOf((await list({ customer_id: 'cust_1', status: 'pending' })).body)).toEqual(['ord_4'])
  })

  it('refuses a forged cursor whose position can be none, and never fails at one', async () => {
    for (const position of ['', 'abc', '1e999', '-1', '0', 'NaN', 'x'.repeat(1025), '9'.repeat(30)]) {
      const events = await get('/events', 'ord_1', { cursor: encodeCursor(['order-events', 'ord_1'], position) })
      expect(events, position).toMatchObject({ status: 422, body: { errors: [{ parameter: 'cursor' }] } })
      const cursor = encodeCursor(['orders', 'cust_1', ''], position)
      expect((await list({ customer_id: 'cust_1', cursor })).status, position).toBeLessThan(500)
    }
    const none = encodeCursor(['orders', 'cust_1', ''], '')
    expect(await list({ customer_id: 'cust_1', cursor: none })).toMatchObject({ status: 422 })
  })

  it('refuses a cursor of another list, and any changed one', async () => {
    const { body } = await list({ customer_id: 'cust_1', limit: '1' })
    for (const query of [
      { customer_id: 'cust_2', cursor: body.next_cursor },
      { customer_id: 'cust_1', status: 'pending', cursor: body.next_cursor },
      { customer_id: 'cust_1', cursor: `${body.next_cursor}x` },
      { customer_id: 'cust_1', cursor: '' },
    ]) {
      expect(await list(query)).toMatchObject({ status: 422, body: { errors: [{ parameter: 'cursor' }] } })
    }
  })

  it.each([
    [{}, 'customer_id'],
    [{ customer_id: 'x' }, 'customer_id'],
    [{ customer_id: 'cust_1', status: 'lost' }, 'status'],
    [{ customer_id: 'cust_1', limit: '0' }, 'limit'],
    [{ customer_id: 'cust_1', limit: '101' }, 'limit'],
    [{ customer_id: 'cust_1', limit: '1e1' }, 'limit'],
    [{ customer_id: 'cust_1', limit: '-1' }, 'limit'],
    [{ customer_id: 'cust_1', sort: 'total' }, 'sort'],
  ])('%j is a 422 that names %s', async (query, parameter) => {
    const answer = await list(query as Record<string, string>)
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{ parameter }] } })
  })
})

describe('GET /orders/{order_id}/summary', () => {
  it('shows payment, stock and notifications', async () => {
    await project(wholeHistory(orderPaths[1]!, paymentPaths[1]!, stockPaths[1]!, ['order_created', 'order_confirmed']))
    expect((await get('/summary', 'ord_1')).body).toMatchObject({
      order_id: 'ord_1',
      status: 'confirmed',
      payment: { status: 'processed' },
      inventory: { status: 'reserved' },
      notifications: [{ template: 'order_created' }, { template: 'order_confirmed' }],
    })
    expect((await get('/summary', 'ord_1', { as_of: 'x' })).body.errors).toMatchObject([{ parameter: 'as_of' }])
  })
})
