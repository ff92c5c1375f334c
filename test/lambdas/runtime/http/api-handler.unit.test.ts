import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { DomainError, type DomainErrorOptions } from '../../../../lambdas/runtime/aggregate/domain-error.ts'
import type { Route } from '../../../../lambdas/runtime/declarations/routes.ts'
import { ConflictError, PermanentError, TransientError } from '../../../../lambdas/runtime/errors.ts'
import { created, ok } from '../../../../lambdas/runtime/http/answer.ts'
import { apiHandler } from '../../../../lambdas/runtime/http/api-handler.ts'
import { notFound } from '../../../../lambdas/runtime/http/http-error.ts'
import { type ApiContext, type Operation, operation } from '../../../../lambdas/runtime/http/operation.ts'
import type { ApiRequest } from '../../../../lambdas/runtime/http/request.ts'
import { type ApiCall, callApi } from '../../../../lambdas/runtime/testing/call-api.ts'
import { anyCharacter } from '../../../support/any-text.ts'
import { memoryApiEnvironment } from '../../../support/memory-api-environment.ts'

const routes = [
  { method: 'POST', path: '/cups', operation: 'makeCup', summary: 'Make a cup.' },
  { method: 'PUT', path: '/cups/{cup_id}', operation: 'putCup', summary: 'Put a cup.' },
  { method: 'GET', path: '/cups/{cup_id}', operation: 'getCup', summary: 'Get a cup.' },
] as const satisfies readonly Route[]

const cupId = z.string().check(z.regex(/^cup_[a-z0-9]+$/))
const cup = z.object({
  colour: z.string().check(z.minLength(1)),
  size: z.int().check(z.positive()),
  tags: z.optional(z.array(z.string()).check(z.maxLength(3))),
})

type MakeCup = (request: ApiRequest<{ body: typeof cup }>, context: ApiContext) => ReturnType<typeof ok>

function setUp(
  makeCup: MakeCup = ({ body }) => created(body, { location: '/cups/cup_1' }),
  overrides = {},
  afterCommit?: Operation['afterCommit'],
) {
  const memory = memoryApiEnvironment(overrides)
  const handler = apiHandler(routes, memory.environment, {
    makeCup: operation({ body: cup }, makeCup, afterCommit),
    putCup: operation({ path: z.object({ cup_id: cupId }), body: cup }, ({ path, body }) => ok({ ...path, ...body })),
    getCup: operation(
      {
        path: z.object({ cup_id: cupId }),
        query: z.object({ limit: z.optional(z.string().check(z.regex(/^\d+$/, 'must be a number'))) }),
      },
      ({ path, query }) => ok({ ...path, ...query }),
    ),
  })
  return { ...memory, handler, post: (call: ApiCall) => callApi(handler, 'POST /cups', call) }
}

const valid = { colour: 'white', size: 3 }
const json = { 'content-type': 'application/json' }

describe('a request that is well', () => {
  it('gets what the operation answers, as JSON that nobody caches', async () => {
    const answer = await setUp().post({ json: { ...valid, unknown: true } })
    expect(answer).toMatchObject({ status: 201, body: valid })
    expect(answer.body).not.toHaveProperty('unknown')
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      location: '/cups/cup_1',
    })
  })

  it.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"', 'application/vnd.cups.v1+json'])(
    'may come as %s',
    async (type) => {
      const { post } = setUp()
      expect(await post({ raw: JSON.stringify(valid), headers: { 'content-type': type } })).toMatchObject({
        status: 201,
      })
    },
  )

  it('may come in base64, as API Gateway hands on what it takes for binary', async () => {
    const raw = Buffer.from(JSON.stringify({ ...valid, colour: 'grün' })).toString('base64')
    const answer = await setUp().post({ raw, isBase64Encoded: true, headers: json })
    expect(answer.body.colour).toBe('grün')
  })

  it('keeps its correlation id, or gets one if it has none fit to be one', async () => {
    const { post } = setUp()
    const own = await post({ json: valid, headers: { 'x-correlation-id': 'req_mine' } })
    expect(own.headers['x-correlation-id']).toBe('req_mine')
    for (const bad of ['', 'a b', 'x'.repeat(129), '\u00e9', '"']) {
      const answer = await post({ json: valid, headers: { 'x-correlation-id': bad } })
      expect(answer.headers['x-correlation-id']).toMatch(/^req_[0-9a-f-]{36}$/)
    }
  })
})

describe('a request that is not', () => {
  it.each<[string, ApiCall, number, string]>([
    ['malformed JSON', { raw: '{"colour": ', headers: json }, 400, 'malformed_json'],
    ['no body', { headers: json }, 400, 'body_required'],
    ['bytes that are no UTF-8', { raw: '/////w==', isBase64Encoded: true, headers: json }, 400, 'malformed_json'],
    ['brackets without an end', { raw: '['.repeat(131_072), headers: json }, 400, 'malformed_json'],
    ['deep nesting', { raw: '['.repeat(60_000) + ']'.repeat(60_000), headers: json }, 400, 'body_too_deep'],
    ['more than 256 KB', { json: { ...valid, note: 'x'.repeat(257 * 1024) } }, 413, 'body_too_large'],
    ['text', { raw: 'white', headers: { 'content-type': 'text/plain' } }, 415, 'unsupported_media_type'],
    ['no type', { raw: JSON.stringify(valid) }, 415, 'unsupported_media_type'],
    [
      'UTF-16',
      { raw: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } },
      415,
      'unsupported_media_type',
    ],
    ['gzip', { raw: '{}', headers: { ...json, 'content-encoding': 'gzip' } }, 415, 'unsupported_media_type'],
    ['an array', { json: [valid] }, 422, 'validation_failed'],
    ['null', { json: null }, 422, 'validation_failed'],
    ['a key that is none', { json: valid, headers: { 'idempotency-key': 'a b' } }, 422, 'validation_failed'],
  ])('%s', async (_, call, status, code) => {
    const { post, items } = setUp()
    const answer = await post({ ...call, headers: { 'idempotency-key': 'key-1', ...call.headers } })
    expect(answer).toMatchObject({ status, body: { status, code, type: 'about:blank', instance: '/cups' } })
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.body).toMatchObject({ title: expect.any(String), detail: expect.any(String) })
    expect(items.size).toBe(0)
  })

  it.each<[string, string, string]>([
    ['a number beyond all numbers', '{"colour":"white","size":1e400}', '/size'],
    ['a huge number', '{"colour":"white","size":1e300}', '/size'],
    ['half a surrogate pair', '{"colour":"\\ud800","size":1}', '/colour'],
    ['NUL', '{"colour":"a\\u0000b","size":1}', '/colour'],
    ['NUL in a name that nobody reads', '{"colour":"white","size":1,"x":{"\\u0000":1}}', '/x'],
    ['a prototype', '{"__proto__":{"colour":"white"},"size":1}', '/colour'],
    ['a constructor', '{"constructor":{"prototype":{"colour":"white"}},"size":1}', '/colour'],
    ['the second of two equal names', '{"colour":"white","colour":"","size":1}', '/colour'],
    ['a pointer that needs escaping', '{"colour":"white","size":1,"a/b~c":"\\u0000"}', '/a~1b~0c'],
  ])('points to %s', async (_, raw, pointer) => {
    const answer = await setUp().post({ raw, headers: json })
    expect(answer.status).toBe(422)
    expect(answer.body.errors).toEqual([{ pointer, message: expect.any(String) }])
    expect(({} as Record<string, unknown>).colour).toBeUndefined()
  })

  it('names every violation, and says what is wrong with each', async () => {
    const answer = await setUp().post({ json: { colour: '', size: 0, tags: ['1', '2', '3', '4'] } })
    expect(answer.body.errors).toEqual([
      { pointer: '/colour', message: expect.stringContaining('>=1') },
      { pointer: '/size', message: expect.stringContaining('>0') },
      { pointer: '/tags', message: expect.stringContaining('<=3') },
    ])
  })

  it('names a query parameter as such', async () => {
    const { handler } = setUp()
    const answer = await callApi(handler, 'GET /cups/{cup_id}', { path: { cup_id: 'cup_1' }, query: { limit: 'ten' } })
    expect(answer.body.errors).toEqual([{ parameter: 'limit', message: 'must be a number' }])
  })

  it('is not found by a name that no cup can have, but refused where it would create one', async () => {
    const { handler } = setUp()
    const path = { cup_id: '../etc' }
    expect(await callApi(handler, 'GET /cups/{cup_id}', { path })).toMatchObject({ status: 404 })
    const put = await callApi(handler, 'PUT /cups/{cup_id}', { path, json: valid })
    expect(put).toMatchObject({ status: 422, body: { errors: [{ parameter: 'cup_id' }] } })
  })
})

describe('whatever arrives', () => {
  const anything = fc.oneof(
    fc.json({ maxDepth: 8 }),
    fc.string({ unit: anyCharacter }),
    fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify({ ...valid, tags: value })),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
  )

  it('is answered with a success or a problem of the caller, never with one of ours', async () => {
    const { post, lines } = setUp()
    await fc.assert(
      fc.asyncProperty(anything, fc.boolean(), async (raw, isBase64Encoded) => {
        const answer = await post({ raw, isBase64Encoded, headers: json })
        expect(answer.status, JSON.stringify(lines.at(-1))).toBeLessThan(500)
        expect(answer.headers['content-type']).toBe(
          answer.status < 400 ? 'application/json' : 'application/problem+json',
        )
      }),
      { numRuns: 500 },
    )
  })
})

describe('an operation that fails', () => {
  const fail = (error: unknown) => () => {
    throw error
  }

  it.each([
    ['rejected' as const, 409],
    ['not-found' as const, 404],
    ['invalid' as const, 422],
  ])('answers a refusal of kind %s with %i, its code and its details', async (kind, status) => {
    const refusal = new DomainError('cup_broken', 'The cup is broken.', { kind, details: { pieces: 3 } })
    const answer = await setUp(fail(refusal)).post({ json: valid })
    expect(answer).toMatchObject({ status, body: { code: 'cup_broken', detail: 'The cup is broken.', pieces: 3 } })
  })

  it('answers 503 with Retry-After to what may pass, 500 to the rest, and tells nobody why but the log', async () => {
    for (const [error, status, code] of [
      [new TransientError('STORE_UNAVAILABLE', 'secret'), 503, 'unavailable'],
      [Object.assign(new Error('secret'), { name: 'ThrottlingException', $retryable: {} }), 503, 'unavailable'],
      [new Error('secret'), 500, 'internal_error'],
      ['secret', 500, 'internal_error'],
    ] as const) {
      const { post, lines } = setUp(fail(error))
      const answer = await post({ json: valid })
      expect(answer).toMatchObject({ status, body: { code } })
      expect(JSON.stringify(answer)).not.toContain('secret')
      expect(lines.find(({ level }) => level === 'error')?.fields).toMatchObject({
        error: { message: 'secret' },
        status,
      })
    }
  })

  it('answers 503 in time when it takes too long, and tells the operation to stop', async () => {
    const stopped: boolean[] = []
    const { handler } = (() => {
      const memory = memoryApiEnvironment()
      const never = operation({}, (_, { signal }) => {
        signal.addEventListener('abort', () => stopped.push(true))
        return new Promise<never>(() => {})
      })
      return { handler: apiHandler([routes[2]], memory.environment, { getCup: never }) }
    })()
    const answer = await callApi(handler, 'GET /cups/{cup_id}', { path: { cup_id: 'cup_1' }, remainingMs: 201 })
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { code: 'unavailable' } })
    expect(stopped).toEqual([true])
  })

  it('runs again while another writer is first, five times in all, then answers 409', async () => {
    let commits = 0
    const commit = async () => {
      commits++
      throw new ConflictError('taken')
    }
    const stage: MakeCup = ({ body }, { effects }) => {
      effects.put({ TableName: 'cups', Item: { pk: { S: 'cup_1' } } })
      return ok(body)
    }
    const { post, waits } = setUp(stage, { commit })
    expect(await post({ json: valid })).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(commits).toBe(5)
    expect(waits).toHaveLength(4)
  })
})

const throwing =
  (error: () => Error): MakeCup =>
  () => {
    throw error()
  }

describe('Idempotency-Key', () => {
  const key = { 'idempotency-key': 'key-1' }
  function counting() {
    let count = 0
    return setUp(({ body }, { effects }) => {
      effects.put({ TableName: 'cups', Item: { pk: { S: `cup_${++count}` } } })
      return created({ ...body, count }, { location: `/cups/cup_${count}` })
    })
  }

  it('answers the same request again, however its keys are ordered, and changes nothing twice', async () => {
    const { post, items } = counting()
    const first = await post({ json: valid, headers: key })
    const again = await post({ json: { size: 3, colour: 'white' }, headers: key })
    expect(again).toMatchObject({ status: 201, body: first.body, headers: { location: '/cups/cup_1' } })
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(first.headers).not.toHaveProperty('idempotency-replayed')
    expect([...items.values()].filter(({ item }) => item.Put?.TableName === 'cups')).toHaveLength(1)
  })

  it('refuses another body, and another caller, under the same key', async () => {
    const { post } = counting()
    await post({ json: valid, headers: key })
    const reused = { status: 422, body: { code: 'idempotency_key_reused' } }
    expect(await post({ json: { ...valid, size: 4 }, headers: key })).toMatchObject(reused)
    expect(await post({ json: valid, headers: key, userArn: 'arn:aws:iam::1:user/eve' })).toMatchObject(reused)
  })

  it('keeps a refusal of the domain, and nothing that it had staged', async () => {
    let price = 1
    const { post, items } = setUp((_, { effects }) => {
      effects.put({ TableName: 'cups', Item: { pk: { S: 'cup_1' } } })
      throw new DomainError('price_changed', 'Changed.', { details: { price: price++ } })
    })
    const first = await post({ json: valid, headers: key })
    expect(first).toMatchObject({ status: 409, body: { price: 1 } })
    expect(await post({ json: valid, headers: key })).toMatchObject({ status: 409, body: { price: 1 } })
    expect([...items.values()].map(({ item }) => item.Put?.TableName)).toEqual(['processed'])
  })

  it.each<[string, DomainErrorOptions, boolean]>([
    ['decided', { kind: 'rejected' }, true],
    ['decided, but passes by itself', { kind: 'rejected', isFinal: false }, false],
    ['about what is not there yet', { kind: 'not-found' }, false],
    ['not valid yet', { kind: 'invalid' }, false],
    ['invalid for good', { kind: 'invalid', isFinal: true }, true],
  ])('keeps a refusal only if it will stay true: %s', async (_what, options, isKept) => {
    let refuses = true
    const { post, items } = setUp(({ body }, { effects }) => {
      if (refuses) throw new DomainError('refused', 'No.', options)
      effects.put({ TableName: 'cups', Item: { pk: { S: 'cup_1' } } })
      return ok(body)
    })
    const refused = await post({ json: valid, headers: key })
    expect(refused.status).toBeGreaterThanOrEqual(400)
    refuses = false
    const again = await post({ json: valid, headers: key })
    expect(again.status).toBe(isKept ? refused.status : 200)
    expect(items.size).toBe(isKept ? 1 : 2)
    expect((await post({ json: valid, headers: key })).status).toBe(again.status)
  })

  it('keeps no failure: the next try may succeed', async () => {
    let fails = true
    const { post } = setUp(({ body }) => {
      if (fails) throw new TransientError('DOWN', 'down')
      return ok(body)
    })
    expect(await post({ json: valid, headers: key })).toMatchObject({ status: 503 })
    fails = false
    expect(await post({ json: valid, headers: key })).toMatchObject({ status: 200 })
  })

  const laterRefusals: [string, MakeCup][] = [
    ...(['rejected', 'not-found', 'invalid'] as const).flatMap((kind) =>
      [true, false].map((isFinal): [string, MakeCup] => [
        `${kind} by the domain${isFinal ? ' for good' : ''}`,
        throwing(() => new DomainError('refused', 'No.', { kind, isFinal })),
      ]),
    ),
    ['an error of HTTP', throwing(() => notFound('It is gone.'))],
    ['an event that has become too large', throwing(() => new PermanentError('EVENT_TOO_LARGE', 'Too large.'))],
    ['writers who are always first', throwing(() => new ConflictError('taken'))],
    ['a fault of ours', throwing(() => new Error('oops'))],
    ['a refusal that is returned', () => ({ status: 409, body: { code: 'no' } })],
  ]

  it.each(laterRefusals)(
    'answers again what was granted, although it would be refused now: %s',
    async (_what, refusal) => {
      let later: MakeCup | undefined
      const { post, items } = setUp((request, context) => {
        if (later) return later(request, context)
        context.effects.put({ TableName: 'cups', Item: { pk: { S: 'cup_1' } } })
        return created(request.body, { location: '/cups/cup_1' })
      })
      const first = await post({ json: valid, headers: key })
      later = refusal
      const again = await post({ json: valid, headers: key })
      expect(again).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } })
      const other = await post({ json: { ...valid, size: 4 }, headers: key })
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
      expect((await post({ json: valid, headers: { 'idempotency-key': 'key-2' } })).status).toBeGreaterThanOrEqual(400)
      expect([...items.values()].filter(({ item }) => item.Put?.TableName === 'cups')).toHaveLength(1)
    },
  )

  it('does not refuse a request while it cannot tell whether it was granted before', async () => {
    const refuse = throwing(() => new DomainError('refused', 'No.', { kind: 'not-found' }))
    const readItem = async () => {
      throw new TransientError('STORE_THROTTLED', 'throttled')
    }
    const answer = await setUp(refuse, { readItem }).post({ json: valid, headers: key })
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  })

  it('forgets an answer that has expired, deleted yet or not', async () => {
    const clock = { now: () => Date.parse('2026-04-28T10:30:00.000Z') }
    const { post, items } = setUp()
    await post({ json: valid, headers: key })
    const [kept] = [...items.values()].map(({ item }) => item.Put?.Item ?? {})
    const expires_at = { N: String(clock.now() / 1000) }
    const refuse = throwing(() => new DomainError('refused', 'No.', { kind: 'not-found' }))
    const later = setUp(refuse, { readItem: async () => ({ ...kept, expires_at }) })
    expect(await later.post({ json: valid, headers: key })).toMatchObject({ status: 404 })
  })

  it('writes nothing at all for a request without key and without effect', async () => {
    const { post, items } = setUp(({ body }) => ok(body))
    await post({ json: valid })
    expect(items.size).toBe(0)
  })
})

describe('a step after the commit', () => {
  it('gives the answer, which is not the one that is kept, to repeated requests too', async () => {
    let runs = 0
    const { post } = setUp(
      () => ok({ run: ++runs }),
      {},
      async (_, { body, headers = {} }) =>
        ok({ ...(body as object), replayed: headers['idempotency-replayed'] ?? 'no' }),
    )
    const headers = { 'idempotency-key': 'key-1' }
    expect(await post({ json: valid, headers })).toMatchObject({ body: { run: 1, replayed: 'no' } })
    expect(await post({ json: valid, headers })).toMatchObject({ body: { run: 1, replayed: 'true' } })
  })

  it('leaves the answer as it was when it fails', async () => {
    const { post } = setUp(
      () => ok({ waited: false }),
      {},
      async () => {
        throw new Error('no reply')
      },
    )
    expect(await post({ json: valid })).toMatchObject({ status: 200, body: { waited: false } })
  })
})
