import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { accountId, customerId } from '../../../../events/ids.ts'
import { account } from '../../../../lambdas/payment/account.ts'
import { DomainError } from '../../../../lambdas/runtime/aggregate/domain-error.ts'
import { decideAndAppend } from '../../../../lambdas/runtime/commands/decide-and-append.ts'
import type { Route } from '../../../../lambdas/runtime/declarations/routes.ts'
import type { EventStore } from '../../../../lambdas/runtime/event-store/event-store.ts'
import { ok } from '../../../../lambdas/runtime/http/answer.ts'
import { apiHandler } from '../../../../lambdas/runtime/http/api-handler.ts'
import type { CallerRules } from '../../../../lambdas/runtime/http/caller.ts'
import type { ApiEnvironment } from '../../../../lambdas/runtime/http/environment.ts'
import { operation } from '../../../../lambdas/runtime/http/operation.ts'
import { Ownership } from '../../../../lambdas/runtime/http/ownership.ts'
import { type ApiCall, callApi } from '../../../../lambdas/runtime/testing/call-api.ts'
import { memoryApiEnvironment } from '../../../support/memory-api-environment.ts'

const routes = [
  { method: 'POST', path: '/restock', operation: 'restock', summary: 'For operators, as it says nothing else.' },
  { method: 'GET', path: '/things', operation: 'listThings', summary: 'Of a customer.', access: 'owner' },
  { method: 'POST', path: '/things', operation: 'makeThing', summary: 'For a customer.', access: 'owner' },
  { method: 'GET', path: '/leak', operation: 'leak', summary: 'Does not ask.', access: 'owner' },
  { method: 'GET', path: '/heedless', operation: 'heedless', summary: 'Asks and does not listen.', access: 'owner' },
  { method: 'GET', path: '/balance', operation: 'refuse', summary: 'Refuses without asking.', access: 'owner' },
  { method: 'POST', path: '/accounts/{account_id}', operation: 'withdraw', summary: 'From one.', access: 'owner' },
  { method: 'GET', path: '/shelf', operation: 'shelf', summary: 'For all.', access: 'anyone' },
] as const satisfies readonly Route[]

const tokens: CallerRules = { auth: 'jwt', customerClaim: 'customer_id', operatorScope: 'operator' }
const ada = { sub: 'ada', customer_id: 'cust_ada' }
const bob = { sub: 'bob', customer_id: 'cust_bob' }

const withdrawal = { type: 'withdraw', kind: 'withdrawal', amount: 1, currency: 'USD' } as const

function setUp(callers: CallerRules = tokens, overrides: Partial<ApiEnvironment> = {}) {
  const memory = memoryApiEnvironment({ callers, ...overrides })
  const handler = apiHandler(routes, memory.environment, {
    restock: operation({}, ({ caller }) => ok(caller)),
    listThings: operation({ query: z.object({ customer_id: customerId }) }, ({ query }, { ownership }) => {
      ownership.demand(query.customer_id)
      return ok({ things: [] })
    }),
    makeThing: operation({ body: z.object({ customer_id: customerId, name: z.string() }) }, ({ body }, context) => {
      context.ownership.demand(body.customer_id)
      return ok(body)
    }),
    leak: operation({}, () => ok({ secret: 'of somebody' })),
    heedless: operation({}, (_, { ownership }) => ok({ mine: ownership.covers('cust_ada'), secret: 'of somebody' })),
    refuse: operation({}, () => {
      throw new DomainError('insufficient_funds', 'There is little in it: of somebody.', { details: { balance: 3 } })
    }),
    withdraw: operation({ path: z.object({ account_id: accountId }) }, async ({ path }, context) => {
      const guarded = context.ownership.guard(account)
      return ok(await decideAndAppend(guarded, path.account_id, withdrawal, context))
    }),
    shelf: operation({}, () => ok({ shelf: 'full' })),
  })
  return { ...memory, call: (route: string, call: ApiCall = {}) => callApi(handler, route, call) }
}

describe('a route', () => {
  it('is for operators unless it says otherwise', async () => {
    const { call } = setUp()
    expect(await call('POST /restock', { claims: ada })).toMatchObject({
      status: 403,
      headers: { 'content-type': 'application/problem+json' },
      body: { code: 'operators_only' },
    })
    for (const scope of ['operator', 'openid operator', '[openid operator]']) {
      expect(await call('POST /restock', { claims: { sub: 'eve', scope } })).toMatchObject({
        status: 200,
        body: { isOperator: true, userId: 'eve' },
      })
    }
    expect(await call('POST /restock', { claims: { sub: 'eve', scp: '[operator]' } })).toMatchObject({ status: 200 })
  })

  it.each([{}, { scope: 'operators' }, { scope: 'not-operator' }, { scope: '' }, { customer_id: 'operator' }])(
    'takes %j for no operator',
    async (claims) => {
      expect(await setUp().call('POST /restock', { claims })).toMatchObject({ status: 403 })
    },
  )

  it('of owners is shut for a token without a customer, and for none at all', async () => {
    const { call } = setUp()
    const query = { customer_id: 'cust_ada' }
    for (const claims of [
      { sub: 'eve' },
      { customer_id: '' },
      { customer_id: '[cust_ada cust_bob]' },
      { customer_id: 'cust_a#b' },
    ]) {
      expect(await call('GET /things', { query, claims })).toMatchObject({ status: 403, body: { code: 'no_customer' } })
    }
    expect(await call('GET /things', { query })).toMatchObject({ status: 403 })
    expect(await call('GET /things', { query, userArn: 'arn:aws:iam::1:user/eve' })).toMatchObject({ status: 403 })
  })

  it('for anyone asks for nothing more', async () => {
    expect(await setUp().call('GET /shelf', { claims: { sub: 'eve' } })).toMatchObject({ status: 200 })
  })

  it('is open to whom IAM lets in, and to no one else while routes and functions change over', async () => {
    const { call } = setUp({ auth: 'iam' })
    expect(await call('POST /restock', { userArn: 'arn:aws:iam::1:user/olga' })).toMatchObject({ status: 200 })
    expect(await call('POST /restock', { claims: ada })).toMatchObject({ status: 403 })
    expect(await call('GET /things', { claims: ada, query: { customer_id: 'cust_ada' } })).toMatchObject({
      status: 403,
    })
    expect(await call('POST /restock')).toMatchObject({ status: 403 })
  })

  it('is open to everyone where nobody is asked', async () => {
    expect(await setUp({ auth: 'none' }).call('POST /restock')).toMatchObject({ status: 200 })
  })
})

describe('what belongs to a customer', () => {
  it('is for that customer and for operators', async () => {
    const { call } = setUp()
    const query = { customer_id: 'cust_ada' }
    expect(await call('GET /things', { query, claims: ada })).toMatchObject({ status: 200 })
    expect(await call('GET /things', { query, claims: { scope: 'operator' } })).toMatchObject({ status: 200 })
    expect(await call('GET /things', { query, claims: bob })).toMatchObject({
      status: 403,
      body: { code: 'not_your_own', detail: expect.stringContaining('cust_bob') },
    })
  })

  it.each(['GET /leak', 'GET /balance'])('stays shut when %s forgets to ask, whoever calls', async (route) => {
    for (const claims of [ada, { scope: 'operator' }]) {
      const { call, lines } = setUp()
      const answer = await call(route, { claims })
      expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } })
      expect(JSON.stringify(answer)).not.toContain('of somebody')
      expect(String(lines[0]?.fields.error)).toContain('did not ask whose this is')
    }
  })

  it('stays shut when an operation asks and does not heed the answer', async () => {
    const { call, lines } = setUp()
    expect(await call('GET /heedless', { claims: ada })).toMatchObject({ status: 200, body: { mine: true } })
    expect(await call('GET /heedless', { claims: bob })).toMatchObject({ status: 500 })
    expect(JSON.stringify(lines)).toContain('GET /heedless')
  })

  it('cannot be had by the Idempotency-Key of another', async () => {
    const { call, items } = setUp()
    const headers = { 'idempotency-key': 'one' }
    const make = (customer_id: string, claims: Record<string, string>) =>
      call('POST /things', { json: { customer_id, name: 'cup' }, headers, claims })
    expect(await make('cust_ada', ada)).toMatchObject({ status: 200, body: { customer_id: 'cust_ada' } })
    expect(await make('cust_ada', bob)).toMatchObject({ status: 403 })
    expect(await make('cust_bob', bob)).toMatchObject({ status: 200, body: { customer_id: 'cust_bob' } })
    expect(items.size).toBe(2)
    // His own key now, and used for another request: that it would be refused does not matter any more.
    expect(await make('cust_ada', bob)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    const again = await make('cust_ada', ada)
    expect(again).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } })
  })
})

describe('a guarded aggregate', () => {
  it('does not take a command that would succeed on one that is not there', () => {
    const guarded = new Ownership({ isOperator: false, customerId: 'cust_bob' }).guard(account)
    const opening = { type: 'open', account_id: 'acc_1', customer_id: 'cust_bob', currency: 'USD' } as const
    expect(() => guarded.decide(opening, open, { now: 0 })).toThrow('did not refuse a command')
  })

  it("is nobody's without a customer", () => {
    expect(new Ownership({ isOperator: false }).covers(undefined)).toBe(false)
  })

  const open = {
    status: 'open',
    account_id: 'acc_1',
    customer_id: 'cust_ada',
    currency: 'USD',
    balance: 5,
    paid: 0,
  } as const

  async function withdrawAs(claims: Record<string, string>) {
    const eventStore = { load: async () => ({ state: open, sequence: 3 }) } as unknown as EventStore
    const { call, items } = setUp(tokens, { eventStore })
    const answer = await call('POST /accounts/{account_id}', { path: { account_id: 'acc_1' }, claims })
    return { answer, stored: items.size }
  }

  it('is, for another customer, one that does not exist', async () => {
    expect(await withdrawAs(bob)).toMatchObject({
      answer: { status: 404, body: { code: 'account_unknown' } },
      stored: 0,
    })
  })

  it.each([ada, { scope: 'operator' }])('takes the commands of %j', async (claims) => {
    const { answer, stored } = await withdrawAs(claims)
    expect(answer).toMatchObject({ status: 200, body: { sequence: 4, state: { balance: 4 } } })
    expect(stored).toBeGreaterThan(0)
  })
})
