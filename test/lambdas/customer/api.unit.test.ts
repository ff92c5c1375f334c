import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customerOperations } from '../../../lambdas/customer/operations.ts'
import { customerRoutes } from '../../../lambdas/customer/routes.ts'
import { type ApiHandler, apiHandler } from '../../../lambdas/runtime/http/api-handler.ts'
import { callApi } from '../../support/call-documented-api.ts'
import { type ServiceKit, startServiceKit } from '../../support/service-kit.ts'

let kit: ServiceKit
let api: ApiHandler
beforeAll(async () => {
  kit = await startServiceKit()
  api = apiHandler(customerRoutes, kit.apiEnvironment('customer'), customerOperations)
})
afterAll(() => kit.close())

const ada = { name: 'Ada Lovelace', email: 'ada@example.com' }
const register = (json: object) => callApi(api, 'POST /customers', { json })
const update = (customer_id: string, json: object) =>
  callApi(api, 'PUT /customers/{customer_id}', { path: { customer_id }, json })

describe('customers', () => {
  it('are registered and changed, with full state in every event', async () => {
    const registered = await register(ada)
    const id = String(registered.body.customer_id)
    expect(registered).toMatchObject({ status: 201, headers: { location: `/customers/${id}` }, body: ada })
    const moved = { ...ada, email: 'ada@example.org' }
    expect(await update(id, moved)).toMatchObject({ status: 200, body: { customer_id: id, ...moved } })
    expect(await update(id, moved)).toMatchObject({ status: 200 })
    expect((await kit.allEvents()).filter((event) => event.aggregate_id === id)).toMatchObject([
      { event_type: 'customer.registered', sequence: 1, data: { customer_id: id, ...ada } },
      { event_type: 'customer.profile_updated', sequence: 2, data: { customer_id: id, ...moved } },
    ])
  })

  it('may bring an id, once', async () => {
    expect(await register({ ...ada, customer_id: 'cust_own' })).toMatchObject({ status: 201 })
    expect(await register({ ...ada, customer_id: 'cust_own' })).toMatchObject({
      status: 409,
      body: { code: 'customer_exists' },
    })
  })

  it('register themselves under the id of their token', async () => {
    const callers = { auth: 'jwt', customerClaim: 'customer_id', operatorScope: 'operator' } as const
    const withTokens = apiHandler(customerRoutes, { ...kit.apiEnvironment('customer'), callers }, customerOperations)
    const registerAs = (customer_id: string) =>
      callApi(withTokens, 'POST /customers', { json: ada, claims: { sub: 'ada', customer_id } })
    expect(await registerAs('cust_of_token')).toMatchObject({ status: 201, body: { customer_id: 'cust_of_token' } })
    expect(await registerAs('cust_of_token')).toMatchObject({ status: 409, body: { code: 'customer_exists' } })
    expect(await registerAs('4711')).toMatchObject({ status: 403, body: { code: 'no_customer' } })
  })

  it('are not made by a change', async () => {
    expect(await update('cust_nobody', ada)).toMatchObject({ status: 404, body: { code: 'customer_unknown' } })
  })

  it.each([
    [{ ...ada, email: 'ada' }, '/email'],
    [{ ...ada, email: `ada@${'x'.repeat(300)}.org` }, '/email'],
    [{ ...ada, name: '' }, '/name'],
    [{ ...ada, name: 'x'.repeat(501) }, '/name'],
    [{ ...ada, customer_id: 'ada' }, '/customer_id'],
  ])('need what mail needs: %j', async (json, pointer) => {
    const answer = await register(json)
    expect(answer.status).toBe(422)
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer }))
  })
})
