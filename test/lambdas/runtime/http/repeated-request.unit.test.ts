import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import type { Route } from '../../../../lambdas/runtime/declarations/routes.ts'
import { TransientError } from '../../../../lambdas/runtime/errors.ts'
import { created } from '../../../../lambdas/runtime/http/answer.ts'
import { apiHandler } from '../../../../lambdas/runtime/http/api-handler.ts'
import { operation } from '../../../../lambdas/runtime/http/operation.ts'
import type { RequestSchemas } from '../../../../lambdas/runtime/http/request.ts'
import { type ApiCall, callApi } from '../../../../lambdas/runtime/testing/call-api.ts'
import { memoryApiEnvironment } from '../../../support/memory-api-environment.ts'

const route = { method: 'POST', path: '/cups/{cup_id}', operation: 'paint', summary: 'Paint a cup.' } as const
const jwt = { auth: 'jwt', customerClaim: 'customer', operatorScope: 'operator' } as const

const loose: RequestSchemas = {
  path: z.object({ cup_id: z.string() }),
  body: z.object({ colour: z.optional(z.string()), size: z.optional(z.number()) }),
}

/** One service over one table of answers, which is deployed anew with other schemas or other rights. */
function service(overrides: Parameters<typeof memoryApiEnvironment>[0] = {}) {
  const memory = memoryApiEnvironment(overrides)
  let painted = 0
  let waits = 0
  const deploy = (schemas: RequestSchemas, access?: Route['access']) => {
    const routes = [{ ...route, ...(access && { access }) }] as const
    const paint = operation(
      schemas,
      (_request, { effects, ownership }) => {
        ownership.covers(ownership.customerId)
        effects.put({ TableName: 'cups', Item: { pk: { S: `painting_${++painted}` } } })
        return created({ painted }, { location: `/paintings/${painted}` })
      },
      async (_request, answer) => {
        waits++
        return answer
      },
    )
    const handler = apiHandler(routes, memory.environment, { paint })
    return (call: ApiCall) => callApi(handler, 'POST /cups/{cup_id}', { path: { cup_id: 'cup_1' }, ...call })
  }
  return { ...memory, deploy, painted: () => painted, waits: () => waits }
}

const json = { colour: 'white', size: 3 }
const headers = { 'idempotency-key': 'key-1' }
const replayed = { status: 201, body: { painted: 1 }, headers: { 'idempotency-replayed': 'true' } }

/** What a deployment may ask for that the one before did not. */
const stricter: [string, RequestSchemas][] = [
  ['a shorter text', { ...loose, body: z.object({ colour: z.string().check(z.maxLength(2)) }) }],
  ['a member that was not asked for', { ...loose, body: z.object({ weight: z.number() }) }],
  ['no members that nobody knows', { ...loose, body: z.strictObject({ colour: z.string() }) }],
  ['another kind of body', { ...loose, body: z.array(z.string()) }],
  ['other ids', { ...loose, path: z.object({ cup_id: z.string().check(z.regex(/^c-\d+$/)) }) }],
  ['a parameter', { ...loose, query: z.object({ dry: z.string() }) }],
  ['a header', { ...loose, headers: z.object({ 'if-match': z.string() }) }],
]

describe('a request that is repeated after its validation has become stricter', () => {
  it.each(stricter)('gets the answer that is kept for it: %s', async (_what, schemas) => {
    const { deploy, painted, waits } = service()
    await deploy(loose)({ json, headers })
    const post = deploy(schemas)
    expect(await post({ json: { size: 3, colour: 'white' }, headers })).toMatchObject(replayed)
    expect((await post({ json })).status, 'without the key').toBeGreaterThanOrEqual(400)
    expect((await post({ json, headers: { 'idempotency-key': 'key-2' } })).status).toBeGreaterThanOrEqual(400)
    expect({ painted: painted(), waits: waits() }).toEqual({ painted: 1, waits: 1 })
  })

  it('gets it although a body is asked for now, and none was then', async () => {
    const { deploy } = service()
    await deploy({ path: loose.path as z.ZodMiniType })({ headers })
    const post = deploy({ ...loose, body: z.object({ colour: z.string() }) })
    expect(await post({ headers })).toMatchObject(replayed)
    expect(await post({ headers: { 'idempotency-key': 'key-2' } })).toMatchObject({ status: 400 })
  })

  it('is told that its key belongs to another request, where it does', async () => {
    const { deploy } = service()
    await deploy(loose)({ json, headers })
    const answer = await deploy(loose)({ json: { ...json, size: 'large' }, headers })
    expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
  })

  it('is not refused while nobody can tell whether it was done', async () => {
    const readItem = async () => {
      throw new TransientError('STORE_THROTTLED', 'throttled')
    }
    const answer = await service({ readItem }).deploy(loose)({ json: { size: 'large' }, headers })
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  })

  it.each<[string, ApiCall, number]>([
    ['no JSON', { raw: '{"colour": ', headers: { 'content-type': 'application/json' } }, 400],
    [
      'too deep',
      { raw: `${'['.repeat(60_000)}${']'.repeat(60_000)}`, headers: { 'content-type': 'application/json' } },
      400,
    ],
    ['too large', { json: { colour: 'x'.repeat(257 * 1024) } }, 413],
    ['text', { raw: 'white', headers: { 'content-type': 'text/plain' } }, 415],
    ['a key that is none', { json: { size: 'large' }, headers: { 'idempotency-key': 'a b' } }, 422],
  ])('asks nobody about what was never answered: %s', async (_what, call, status) => {
    let reads = 0
    const readItem = async () => {
      reads++
      return undefined
    }
    const post = service({ readItem }).deploy(loose)
    expect(await post({ ...call, headers: { ...headers, ...call.headers } })).toMatchObject({ status })
    expect(reads).toBe(0)
  })

  it('whatever it says, what was answered once is answered alike, and takes no second effect', async () => {
    const never: RequestSchemas = { ...loose, body: z.object({ impossible: z.never() }) }
    await fc.assert(
      fc.asyncProperty(fc.record({ colour: fc.string(), size: fc.integer(), other: fc.jsonValue() }), async (body) => {
        const { deploy, painted } = service()
        const first = await deploy(loose)({ json: body, headers })
        const again = await deploy(never)({ json: body, headers })
        if (first.status === 201) expect(again).toMatchObject(replayed)
        else expect(again.status).toBe(first.status)
        expect(painted()).toBe(first.status === 201 ? 1 : 0)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a kept answer', () => {
  const ada = { claims: { sub: 'user_ada', customer: 'cust_ada' } }
  const operator = { claims: { sub: 'user_ada', scope: 'operator' } }
  const strict: RequestSchemas = { ...loose, body: z.object({ colour: z.string().check(z.maxLength(2)) }) }

  it.each<[string, ApiCall, ApiCall]>([
    ['another customer', ada, { claims: { sub: 'user_bob', customer: 'cust_bob' } }],
    ['a customer by the name of a user', operator, { claims: { sub: 'x', customer: 'user_ada' } }],
    ['an operator who has lost that right', operator, ada],
    ['another operator', operator, { claims: { sub: 'user_eve', scope: 'operator' } }],
  ])('goes to nobody else, valid or not: %s', async (_who, first, other) => {
    const { deploy } = service({ callers: jwt })
    expect(await deploy(loose, 'owner')({ json, headers, ...first })).toMatchObject({ body: { painted: 1 } })
    for (const schemas of [strict, loose]) {
      const answer = await deploy(schemas, 'owner')({ json, headers, ...other })
      expect(answer.body).not.toMatchObject({ painted: 1 })
      expect(answer.headers).not.toHaveProperty('idempotency-replayed')
    }
  })

  it.each<[string, ApiCall, Route['access'], string]>([
    ['a route that is for operators by now', ada, 'operator', 'operators_only'],
    ['a token that names no customer any more', { claims: { sub: 'user_ada' } }, 'owner', 'no_customer'],
  ])('is not told to who may not call any more: %s', async (_what, caller, access, code) => {
    const { deploy } = service({ callers: jwt })
    await deploy(loose, 'owner')({ json, headers, ...ada })
    for (const schemas of [strict, loose]) {
      const answer = await deploy(schemas, access)({ json, headers, ...caller })
      expect(answer).toMatchObject({ status: 403, body: { code } })
    }
  })

  it('goes to the same role again, whichever session of it asks, and to no other role', async () => {
    const { deploy } = service({ callers: { auth: 'iam' } })
    const role = (session: string, name = 'deployer') => ({
      userArn: `arn:aws:sts::000000000000:assumed-role/${name}/${session}`,
    })
    await deploy(loose)({ json, headers, ...role('pod-1') })
    expect(await deploy(loose)({ json, headers, ...role('pod-2') })).toMatchObject(replayed)
    const other = await deploy(loose)({ json, headers, ...role('pod-1', 'reader') })
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
  })

  it('goes to its customer again, whoever acts for it', async () => {
    const { deploy } = service({ callers: jwt })
    await deploy(loose, 'owner')({ json, headers, ...ada })
    const other = { claims: { sub: 'another_device', customer: 'cust_ada' } }
    expect(await deploy(strict, 'owner')({ json, headers, ...other })).toMatchObject(replayed)
  })
})
