import createClient from 'openapi-fetch'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Paths } from '../../contracts/openapi.types.ts'
import { services } from '../../lib/services.ts'
import { routeKeyOf, undocumented } from '../support/documented-answers.ts'
import { request, signedFetch } from './kit/http.ts'
import { orderEnds, priceIsKnown, unique } from './kit/shop.ts'
import { targetFromEnvironment } from './kit/target.ts'

const operations = new Map(services.flatMap(({ api }) => Object.entries(api?.description.operations ?? {})))

/** The ids of the examples, made unique for this run. */
const ids = new Map(['cust_ada', 'acc_ada', 'acc_bob', 'prod_mug'].map((id) => [id, unique(id)]))

/** What stands in the document, in the order in which it can succeed. */
const sequence = [
  'registerCustomer',
  'updateCustomer',
  'openAccount',
  'depositMoney',
  'withdrawMoney',
  'getAccount',
  'putProduct',
  'restockProduct',
  'getProduct',
  'createOrder',
  'updateOrderStatus',
  'getOrder',
  'listOrders',
  'listOrderEvents',
  'getOrderSummary',
  'getStatement',
  'transferMoney',
  'cancelOrder',
]

function exampleOf(operation: string) {
  const { method, path } = services
    .flatMap(({ api }) => api?.routes ?? [])
    .find((route) => route.operation === operation)!
  const { example = {} } = operations.get(operation)!
  const own = JSON.parse(
    JSON.stringify(example).replaceAll(/cust_ada|acc_ada|acc_bob|prod_mug|ord_456/g, (id) => ids.get(id) ?? id),
  ) as typeof example
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => own.path?.[name] ?? '')
  const query = new URLSearchParams(
    Object.entries(own.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  )
  return { method, url: query.size > 0 ? `${place}?${query}` : place, place, json: own.body }
}

async function send(operation: string) {
  const { method, url, place, json } = exampleOf(operation)
  const answer = await request(method, url, json === undefined ? {} : { json })
  const contentType = answer.headers.get('content-type') ?? ''
  const headers = Object.fromEntries(answer.headers)
  const observed = { status: answer.status, contentType, body: answer.body, headers }
  const wrong = undocumented(routeKeyOf(method, place)!, observed)
  if (wrong !== undefined) throw new Error(wrong)
  return answer
}

const client = () => createClient<Paths>({ baseUrl: targetFromEnvironment().apiUrl, fetch: signedFetch })

describe('the examples of the OpenAPI document', () => {
  beforeAll(async () => {
    await request('POST', '/accounts', {
      json: { account_id: ids.get('acc_bob'), customer_id: unique('cust_bob'), currency: 'USD' },
    })
  })

  it('are all there are', () => {
    expect(sequence.toSorted()).toEqual([...operations.keys()].toSorted())
  })

  it('succeed when they are sent, and are answered as the document says', async () => {
    for (const operation of sequence) {
      if (operation === 'cancelOrder') continue
      const answer = await send(operation)
      expect(answer.status, `${operation}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
      if (operation === 'restockProduct') await priceIsKnown(ids.get('prod_mug')!, 12.5)
      if (operation !== 'createOrder') continue
      const { order_id } = answer.body as { order_id: string }
      ids.set('ord_456', order_id)
      expect((await orderEnds(order_id)).status).toBe('confirmed')
    }
  })

  it('cancel only what is still pending', async () => {
    expect((await send('cancelOrder')).body).toMatchObject({ code: 'status_not_allowed', current_status: 'shipped' })
  })
})

describe('GET /openapi.json', () => {
  it('tells what the API is, with the security that this installation demands', async () => {
    const { data, response } = await client().GET('/openapi.json')
    expect(response.status).toBe(200)
    expect(data).toMatchObject({ openapi: '3.1.0', security: [{ iam: [] }] })
    expect((await request('DELETE', '/openapi.json')).headers.get('allow')).toBe('GET, OPTIONS')
  })

  it('a client that was generated from it places an order and reads it', async () => {
    const api = client()
    const body = {
      customer_id: ids.get('cust_ada')!,
      currency: 'USD' as const,
      items: [{ product_id: ids.get('prod_mug')!, quantity: 1 }],
    }
    const { data: placed, error } = await api.POST('/orders', { body, params: { header: { Prefer: 'wait=20' } } })
    expect(error).toBeUndefined()
    // The order has ended by its events, which the view that is read here may not have yet.
    await orderEnds(placed!.order_id)
    const { data: read } = await api.GET('/orders/{order_id}', { params: { path: { order_id: placed!.order_id } } })
    expect(read).toMatchObject({ total: 12.5, status: 'confirmed' })
    const { error: refused, response } = await api.POST('/orders', {
      body: { ...body, items: [{ ...body.items[0]!, price: 1 }] },
    })
    expect(response.status).toBe(409)
    expect(refused && 'code' in refused && refused.code).toBe('price_changed')
  })
})
