import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openQueueBacklog } from '../../dev/queue-backlog.ts'
import { credentials, pagesProvedBy, runAll } from '../docs/commands/run-pages.ts'
import { openShell } from '../docs/commands/shell.ts'
import { type LocalProcess, startLocalProcess } from './kit/local-process.ts'
import { describeNeeding } from './kit/needs.ts'
import { until } from './kit/wait.ts'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

/**
 * S2: two customers and an operator, told apart by their tokens. A stack of its own, because the suite's demands IAM;
 * tokens come from the local runtime, so it is left out elsewhere.
 */
describeNeeding('own-runtime')('with tokens', () => {
  let local: LocalProcess
  let assembly: string
  const tokens: Record<string, string> = {}
  let order: string
  let account: string

  const call = async (
    caller: string | undefined,
    method: string,
    path: string,
    json?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(new URL(path, local.apiUrl), {
      method,
      headers: {
        ...(caller !== undefined && { authorization: `Bearer ${tokens[caller] ?? caller}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] }
  }
  const tokenFor = async (claims: Record<string, string>) => {
    const answer = await fetch(new URL(`/_local/token?${new URLSearchParams(claims)}`, local.endpointUrl))
    return ((await answer.json()) as { access_token: string }).access_token
  }
  const orderFor = (customer_id: string) => ({
    customer_id,
    currency: 'USD',
    items: [{ product_id: 'prod_cup', quantity: 1 }],
  })

  beforeAll(async () => {
    assembly = await mkdtemp(join(tmpdir(), 'ownership-'))
    local = await startLocalProcess(['--no-sample', '--api-auth', 'jwt', '--assembly', assembly])
    tokens.ada = await tokenFor({ sub: 'ada', customer_id: 'cust_ada' })
    tokens.bob = await tokenFor({ sub: 'bob', customer_id: 'cust_bob' })
    tokens.operator = await tokenFor({ sub: 'olga', scope: 'openid operator' })
  })

  afterAll(async () => {
    await local?.stop()
    await rm(assembly, { recursive: true, force: true })
  })

  // They run as a customer whose orders other tests here count, and may do so because the documentation only reads.
  it.each([...pagesProvedBy('token')])(
    '%s: the commands about callers work as they are written',
    async (_page, all) => {
      const JSON_HEADER = 'content-type: application/json'
      const { apiUrl: API } = local
      const shell = openShell({ ...credentials, API, API_URL: API, JSON: JSON_HEADER, TOKEN: tokens.ada ?? '' })
      const queues = await openQueueBacklog(local.endpointUrl)
      try {
        await runAll(shell, local, queues, all)
      } finally {
        queues.close()
        shell.close()
      }
    },
  )

  /** An account, an order and its confirmation. Mail to customers who have not registered is tried again meanwhile, so the pipeline does not rest. */
  const placeFirstOrder = async () => {
    const cup = { name: 'Espresso cup', price: 10, currency: 'USD' }
    expect(await call('operator', 'PUT', '/products/prod_cup', cup)).toMatchObject({ status: 201 })
    expect(await call('operator', 'POST', '/products/prod_cup/stock', { quantity: 10 })).toMatchObject({ status: 200 })

    const opened = await call('ada', 'POST', '/accounts', { customer_id: 'cust_ada', currency: 'USD' })
    expect(opened).toMatchObject({ status: 201 })
    account = String(opened.body.account_id)
    const money = { amount: 100, currency: 'USD' }
    expect(await call('operator', 'POST', `/accounts/${account}/deposits`, money)).toMatchObject({ status: 200 })
    const placed = await until('the order service to know the price', async () => {
      const answer = await call('ada', 'POST', '/orders', orderFor('cust_ada'))
      return answer.status === 201 && answer
    })
    order = String(placed.body.order_id)
    await until('the order to be confirmed', async () => {
      const { body } = await call('ada', 'GET', `/orders/${order}`)
      return body.status === 'confirmed'
    })
  }

  describe('a caller', () => {
    beforeAll(placeFirstOrder)

    it('who brings no token, or one that is not to be trusted, is not let in', async () => {
      const [header, , signature] = String(tokens.bob).split('.')
      const claims = { sub: 'bob', customer_id: 'cust_ada', iss: 'https://issuer.example.com/', aud: 'event-pipeline' }
      const payload = Buffer.from(JSON.stringify({ ...claims, exp: 9_999_999_999 })).toString('base64url')
      for (const token of [undefined, 'nonsense', [header, payload, signature].join('.')]) {
        const answer = await call(token, 'GET', `/orders/${order}`)
        expect(answer).toMatchObject({ status: 401, body: { message: 'Unauthorized' } })
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
      }
    })

    it('sees its own orders and accounts', async () => {
      const paths = [
        `/orders/${order}`,
        `/orders/${order}/events`,
        `/orders/${order}/summary`,
        '/orders?customer_id=cust_ada',
        `/accounts/${account}`,
        `/accounts/${account}/statement`,
        '/products/prod_cup',
      ]
      for (const caller of ['ada', 'operator']) {
        for (const path of paths) {
          expect(await call(caller, 'GET', path), `${caller}: GET ${path}`).toMatchObject({ status: 200 })
        }
      }
      const { body } = await call('ada', 'GET', '/orders?customer_id=cust_ada')
      expect(body.orders).toMatchObject([{ order_id: order, customer_id: 'cust_ada' }])
    })

    it('sees nothing of the orders and accounts of others, not even that they exist', async () => {
      const now = new Date().toISOString()
      const things: [path: string, missing: string][] = [
        [`/orders/${order}`, '/orders/ord_none'],
        [`/orders/${order}?as_of=${now}`, `/orders/ord_none?as_of=${now}`],
        [`/orders/${order}/events`, '/orders/ord_none/events'],
        [`/orders/${order}/summary`, '/orders/ord_none/summary'],
        [`/accounts/${account}`, '/accounts/acc_none'],
        [`/accounts/${account}?as_of=${now}`, `/accounts/acc_none?as_of=${now}`],
        [`/accounts/${account}/statement`, '/accounts/acc_none/statement'],
      ]
      for (const [path, missing] of things) {
        const hidden = await call('bob', 'GET', path)
        const absent = await call('bob', 'GET', missing)
        expect(hidden.status, `GET ${path}`).toBe(404)
        expect(hidden.body.code).toBe(absent.body.code)
        const detail = (text: unknown, id: string) => String(text).replaceAll(id, 'ID')
        expect(detail(hidden.body.detail, order)).toBe(detail(absent.body.detail, 'ord_none'))
      }
      expect(await call('bob', 'GET', '/orders?customer_id=cust_ada')).toMatchObject({
        status: 403,
        body: { code: 'not_your_own' },
      })
    })

    it('changes nothing that belongs to others', async () => {
      const before = await call('ada', 'GET', `/accounts/${account}`)
      const one = { amount: 1, currency: 'USD' }
      const bobs = await call('bob', 'POST', '/accounts', { customer_id: 'cust_bob', currency: 'USD' })
      const toBob = { ...one, to_account_id: bobs.body.account_id }
      const profile = { name: 'Bob', email: 'bob@example.com' }
      const attempts: [status: number, code: string, method: string, path: string, json?: unknown][] = [
        [404, 'account_unknown', 'POST', `/accounts/${account}/withdrawals`, one],
        [404, 'account_unknown', 'POST', `/accounts/${account}/transfers`, toBob],
        [404, 'order_not_found', 'POST', `/orders/${order}/cancel`, {}],
        [403, 'not_your_own', 'POST', '/orders', orderFor('cust_ada')],
        [403, 'not_your_own', 'POST', '/accounts', { customer_id: 'cust_ada', currency: 'EUR' }],
        [403, 'operators_only', 'POST', '/accounts', { customer_id: 'cust_bob', currency: 'EUR', account_id: account }],
        [
          403,
          'operators_only',
          'POST',
          '/accounts',
          { customer_id: 'cust_bob', currency: 'EUR', account_id: 'acc_new' },
        ],
        [403, 'not_your_own', 'POST', '/customers', { ...profile, customer_id: 'cust_ada' }],
        [403, 'not_your_own', 'PUT', '/customers/cust_ada', profile],
        [403, 'operators_only', 'POST', `/accounts/${bobs.body.account_id}/deposits`, one],
        [403, 'operators_only', 'POST', `/orders/${order}/status`, { status: 'shipped' }],
        [403, 'operators_only', 'PUT', '/products/prod_cup', { name: 'Cup', price: 0.01, currency: 'USD' }],
        [403, 'operators_only', 'POST', '/products/prod_cup/stock', { quantity: 1 }],
      ]
      for (const [status, code, method, path, json] of attempts) {
        expect(await call('bob', method, path, json), `${method} ${path}`).toMatchObject({ status, body: { code } })
      }
      expect((await call('ada', 'GET', `/accounts/${account}`)).body).toEqual(before.body)
      expect((await call('ada', 'GET', `/orders/${order}`)).body).toMatchObject({ status: 'confirmed' })
      expect((await call('ada', 'GET', '/orders?customer_id=cust_ada')).body.orders).toHaveLength(1)
    })

    it('changes its own: profile, account and order; an operator ships it', async () => {
      const profile = { name: 'Ada Lovelace', email: 'ada@example.com' }
      expect(await call('ada', 'POST', '/customers', profile)).toMatchObject({
        status: 201,
        body: { customer_id: 'cust_ada' },
      })
      expect(await call('ada', 'PUT', '/customers/cust_ada', { ...profile, name: 'Ada King' })).toMatchObject({
        status: 200,
      })
      const withdrawal = { amount: 1, currency: 'USD' }
      expect(await call('ada', 'POST', `/accounts/${account}/withdrawals`, withdrawal)).toMatchObject({ status: 200 })
      expect(await call('ada', 'POST', `/orders/${order}/cancel`, {})).toMatchObject({
        status: 409,
        body: { code: 'status_not_allowed' },
      })
      expect(await call('operator', 'POST', `/orders/${order}/status`, { status: 'shipped' })).toMatchObject({
        status: 200,
        body: { status: 'shipped' },
      })
    })

    it('has answers of its own under an Idempotency-Key, whatever key another has come up with', async () => {
      const under = { 'idempotency-key': 'monday/1' }
      const place = (caller: string, customerId: string) => call(caller, 'POST', '/orders', orderFor(customerId), under)
      const first = await place('ada', 'cust_ada')
      expect(first).toMatchObject({ status: 201 })
      expect((await place('ada', 'cust_ada')).body).toEqual(first.body)
      const others = await place('bob', 'cust_bob')
      expect(others).toMatchObject({ status: 201 })
      expect(others.body.order_id).not.toBe(first.body.order_id)
    })
  })
})
