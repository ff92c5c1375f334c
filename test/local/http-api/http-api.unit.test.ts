import { Agent, request as httpRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import {
  createTokenAuthority,
  type HttpApi,
  type HttpApiDefinition,
  type HttpApiRoute,
  startHttpApi,
  type TokenRules,
} from '../../../local/http-api/index.ts'
import type { InvocationResult } from '../../../local/lambda/index.ts'
import { eventually } from '../../support/eventually.ts'

type Event = Record<string, unknown> & { requestContext: { http: Record<string, unknown> } & Record<string, unknown> }

const routes = [{ routeKey: '$default', functionArn: 'api' }]
const clock = { now: () => Date.parse('2020-03-12T19:03:58.390Z') }

async function start(
  handler: (event: Event) => unknown,
  definition: Partial<HttpApiDefinition> = {},
): Promise<HttpApi & AsyncDisposable & { events: Event[] }> {
  const events: Event[] = []
  const api = await startHttpApi({
    port: 0,
    accountId: '000000000000',
    tokens: createTokenAuthority(clock),
    clock,
    functions: {
      async invoke(_name, payload): Promise<InvocationResult> {
        const event = JSON.parse(JSON.stringify(payload)) as Event
        events.push(event)
        const base = { requestId: 'r', logTail: '' }
        try {
          return { ...base, payload: JSON.stringify(await handler(event)) ?? 'null' }
        } catch {
          return { ...base, payload: '{}', error: { errorType: 'Error', errorMessage: 'secret', trace: [] } }
        }
      },
    },
  })
  api.serve({ apiId: 'api', routes, ...definition })
  api.ready()
  return { ...api, events, [Symbol.asyncDispose]: () => api.close(0) }
}

describe('the event', () => {
  test('has the whole of payload format 2.0', async () => {
    await using api = await start(() => ({ statusCode: 204 }), {
      routes: [{ routeKey: 'POST /orders/{id}', functionArn: 'api' }],
      stageVariables: { mode: 'test' },
    })
    await fetch(`${api.url}/orders/a%2Fb%20c?x=1&x=2&y=%C3%A9`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Cookie: 'one=1; two=2', 'User-Agent': 'agent' },
      body: '{"a":1}',
    })
    const { host } = new URL(api.url)
    expect(api.events[0]).toEqual({
      version: '2.0',
      routeKey: 'POST /orders/{id}',
      rawPath: '/orders/a/b c',
      rawQueryString: 'x=1&x=2&y=%C3%A9',
      cookies: ['one=1', 'two=2'],
      headers: expect.objectContaining({
        'content-type': 'application/json',
        host,
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
      }),
      queryStringParameters: { x: '1,2', y: 'é' },
      pathParameters: { id: 'a/b c' },
      stageVariables: { mode: 'test' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'api',
        domainName: host,
        domainPrefix: '127',
        http: {
          method: 'POST',
          path: '/orders/a/b c',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'agent',
        },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        routeKey: 'POST /orders/{id}',
        stage: '$default',
        time: '12/Mar/2020:19:03:58 +0000',
        timeEpoch: 1584039838390,
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    })
    expect(api.events[0]?.headers).not.toHaveProperty('cookie')
  })

  test('leaves out what the request does not have', async () => {
    await using api = await start(() => ({ statusCode: 204 }))
    await fetch(`${api.url}/`)
    expect(Object.keys(api.events[0] ?? {}).sort()).toEqual([
      'headers',
      'isBase64Encoded',
      'rawPath',
      'rawQueryString',
      'requestContext',
      'routeKey',
      'version',
    ])
  })

  test('joins repeated headers by commas', async () => {
    await using api = await start(() => ({ statusCode: 204 }))
    const headers = new Headers([
      ['x-many', '1'],
      ['x-many', '2'],
    ])
    await fetch(api.url, { headers })
    expect(api.events[0]?.headers).toMatchObject({ 'x-many': expect.stringMatching(/^1, ?2$/) })
  })

  test.each([
    ['text/plain;charset=utf-8', 'é', false],
    ['application/json', 'é', false],
    ['application/xml', 'é', false],
    ['application/octet-stream', 'w6k=', true],
    ['application/x-www-form-urlencoded', 'w6k=', true],
  ])('a body of %s is %s', async (contentType, body, isBase64Encoded) => {
    await using api = await start(() => ({ statusCode: 204 }))
    await fetch(api.url, { method: 'POST', headers: { 'content-type': contentType }, body: Buffer.from('é') })
    expect(api.events[0]).toMatchObject({ body, isBase64Encoded })
  })

  test('names who signed a request of an AWS_IAM route; an unsigned one is accepted as such', async () => {
    await using api = await start(() => ({ statusCode: 204 }), {
      routes: [{ routeKey: 'GET /orders', functionArn: 'api', authorization: 'AWS_IAM' }],
    })
    const authorization =
      'AWS4-HMAC-SHA256 Credential=ALICE/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=0'
    await fetch(`${api.url}/orders`, { headers: { authorization } })
    await fetch(`${api.url}/orders`)
    expect(api.events[0]?.requestContext.authorizer).toEqual({
      iam: {
        accessKey: 'ALICE',
        accountId: '000000000000',
        callerId: 'ALICE',
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: 'arn:aws:iam::000000000000:user/ALICE',
        userId: 'ALICE',
      },
    })
    expect(api.events[1]?.requestContext.authorizer).toMatchObject({ iam: { accessKey: 'unsigned' } })
  })

  test('has the stage in its path, when the stage has a name', async () => {
    await using api = await start(() => ({ statusCode: 204 }), {
      stage: 'live',
      routes: [{ routeKey: 'GET /orders', functionArn: 'api' }],
    })
    expect((await fetch(`${api.url}/live/orders`)).status).toBe(204)
    expect((await fetch(`${api.url}/orders`)).status).toBe(404)
    expect(api.events[0]).toMatchObject({ rawPath: '/live/orders', requestContext: { stage: 'live' } })
  })
})

describe('the answer', () => {
  test('is taken as the function gives it', async () => {
    await using api = await start(() => ({
      statusCode: 201,
      headers: { Location: '/orders/1', 'X-Count': 2, 'Content-Type': 'application/json' },
      cookies: ['a=1; Secure', 'b=2'],
      body: '{"ok":true}',
    }))
    const response = await fetch(api.url)
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ ok: true })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      location: '/orders/1',
      'x-count': '2',
      'content-type': 'application/json',
    })
    expect(response.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2'])
    expect(response.headers.get('apigw-requestid')).toBe(api.events[0]?.requestContext.requestId)
  })

  test('may be binary', async () => {
    await using api = await start(() => ({ statusCode: 200, body: 'AP8=', isBase64Encoded: true }))
    expect(Buffer.from(await (await fetch(api.url)).arrayBuffer())).toEqual(Buffer.from([0, 255]))
  })

  test.each([
    ['an object without a status', { a: 1 }, '{"a":1}'],
    ['a text', 'hello', 'hello'],
    ['nothing', undefined, 'null'],
  ])('is inferred from %s', async (_, answer, body) => {
    await using api = await start(() => answer)
    const response = await fetch(api.url)
    expect({
      status: response.status,
      type: response.headers.get('content-type'),
      body: await response.text(),
    }).toEqual({
      status: 200,
      type: 'application/json',
      body,
    })
  })

  test.each([
    ['the function fails', () => Promise.reject(new Error('secret'))],
    ['its status is none', () => ({ statusCode: 'yes' })],
    ['its headers are none', () => ({ statusCode: 200, headers: 'x' })],
  ])('is a 500 that tells nothing when %s', async (_, handler) => {
    await using api = await start(handler)
    const response = await fetch(api.url)
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 500,
      body: { message: 'Internal Server Error' },
    })
  })

  test('is a 503 when the function takes too long', async () => {
    await using api = await start(() => new Promise(() => {}), {
      routes: [{ routeKey: '$default', functionArn: 'api', timeoutMs: 50 }],
    })
    const response = await fetch(api.url)
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 503,
      body: { message: 'Service Unavailable' },
    })
  })

  test('is a 404 where there is no route, and a 400 for a path that is none', async () => {
    await using api = await start(() => 1, { routes: [{ routeKey: 'GET /orders', functionArn: 'api' }] })
    const missing = await fetch(`${api.url}/other`)
    expect({ status: missing.status, body: await missing.json() }).toEqual({
      status: 404,
      body: { message: 'Not Found' },
    })
    expect((await fetch(`${api.url}/orders`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${api.url}/%zz`)).status).toBe(400)
    expect(api.events).toEqual([])
  })

  test.each([
    ['with', true],
    ['without', false],
  ])('is a 413 above 10 MB, %s a content length', async (_, known) => {
    await using api = await start(() => 1)
    const body = Buffer.alloc(10 * 1024 * 1024 + 1)
    const response = await fetch(api.url, {
      method: 'POST',
      ...(known ? { body } : { body: new Blob([body]).stream(), duplex: 'half' }),
    })
    expect(response.status).toBe(413)
    expect(api.events).toEqual([])
  })
})

describe('CORS', () => {
  const cors = {
    AllowOrigins: ['https://shop.example'],
    AllowMethods: ['GET', 'POST'],
    AllowHeaders: ['content-type'],
    ExposeHeaders: ['location'],
    MaxAge: 60,
  }
  const preflight = {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  }

  const headersOf = (response: Response) => Object.fromEntries(response.headers)
  const only = (routeKey: string, rest: Partial<HttpApiRoute> = {}) => [{ routeKey, functionArn: 'api', ...rest }]

  test('a preflight that no route takes is answered without a function', async () => {
    await using api = await start(() => 1, { cors, routes: only('POST /orders', { authorization: 'AWS_IAM' }) })
    const response = await fetch(`${api.url}/orders`, preflight)
    expect(response.status).toBe(204)
    expect(headersOf(response)).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'content-type',
      'access-control-expose-headers': 'location',
      'access-control-max-age': '60',
    })
    expect(api.events).toEqual([])
  })

  test.each([
    ['AWS_IAM', 403],
    [{ issuer: 'https://issuer.example/', audience: ['shop'] }, 401],
  ] as const)(
    'the authorizer %o of the route $default refuses preflights, which nobody signs',
    async (authorization, status) => {
      const withAuthorizer = only('$default', { authorization: authorization as TokenRules | 'AWS_IAM' })
      await using api = await start(() => ({ statusCode: 204 }), { cors, routes: withAuthorizer })
      const refused = await fetch(`${api.url}/orders`, preflight)
      expect(refused.status).toBe(status)
      expect(headersOf(refused)).not.toHaveProperty('access-control-allow-origin')
      expect(api.events).toEqual([])

      const open = only('OPTIONS /{proxy+}', { authorization: 'NONE' })
      api.serve({ apiId: 'api', cors, routes: [...withAuthorizer, ...open] })
      const admitted = await fetch(`${api.url}/orders`, preflight)
      expect(admitted.status).toBe(204)
      expect(admitted.headers.get('access-control-allow-methods')).toBe('GET,POST')
      expect(api.events).toHaveLength(1)
    },
  )

  test('answers to an allowed origin say so, others do not', async () => {
    await using api = await start(() => 1, { cors })
    const allowed = await fetch(api.url, { headers: { origin: 'https://shop.example' } })
    expect(headersOf(allowed)).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-expose-headers': 'location',
    })
    expect(headersOf(allowed)).not.toHaveProperty('access-control-allow-methods')
    const other = await fetch(api.url, { headers: { origin: 'https://other.example' } })
    expect(headersOf(other)).not.toHaveProperty('access-control-allow-origin')
    expect(headersOf(await fetch(api.url))).not.toHaveProperty('access-control-allow-origin')
  })

  test('headers of CORS that the function answers are ignored, and refusals get none', async () => {
    const headers = {
      'Access-Control-Allow-Origin': '*',
      'access-control-allow-credentials': 'true',
      location: '/orders/1',
    }
    await using api = await start(() => ({ statusCode: 201, headers }), { cors, routes: only('POST /orders') })
    const request = { method: 'POST', headers: { origin: 'https://shop.example' } }
    const answered = headersOf(await fetch(`${api.url}/orders`, request))
    expect(answered).toMatchObject({ 'access-control-allow-origin': 'https://shop.example', location: '/orders/1' })
    expect(answered).not.toHaveProperty('access-control-allow-credentials')
    const unknown = await fetch(`${api.url}/nothing`, request)
    expect(unknown.status).toBe(404)
    expect(headersOf(unknown)).not.toHaveProperty('access-control-allow-origin')
  })

  test('OPTIONS that is no preflight is a request like any other', async () => {
    await using api = await start(() => ({ statusCode: 204 }), { cors })
    const response = await fetch(api.url, { method: 'OPTIONS', headers: { origin: 'https://shop.example' } })
    expect(api.events).toHaveLength(1)
    expect(headersOf(response)).not.toHaveProperty('access-control-allow-origin')
  })

  test('without a configuration OPTIONS is a request like any other', async () => {
    await using api = await start(() => ({ statusCode: 204 }))
    await fetch(api.url, preflight)
    expect(api.events).toHaveLength(1)
  })
})

describe('health and draining', () => {
  const health = (api: HttpApi) =>
    fetch(`${api.url}/health`).then(async (response) => [response.status, await response.json()])

  test('is 503 before ready and 200 after', async () => {
    const api = await startHttpApi({
      port: 0,
      accountId: '1',
      tokens: createTokenAuthority(clock),
      functions: { invoke: () => Promise.reject(new Error('no')) },
    })
    expect(await health(api)).toEqual([503, { status: 'unavailable' }])
    api.ready()
    expect(await health(api)).toEqual([200, { status: 'ok' }])
    await api.close(0)
  })

  test('closing answers what is in flight, and nothing more', async () => {
    const gate = Promise.withResolvers<void>()
    await using api = await start(() => gate.promise.then(() => 'done'))
    const agent = new Agent({ keepAlive: true })
    const answer = new Promise<string>((resolve) => {
      httpRequest(api.url, { agent }, async (response) =>
        resolve(Buffer.concat(await response.toArray()).toString()),
      ).end()
    })
    await eventually(() => expect(api.events).toHaveLength(1))
    const closed = api.close(120_000)
    await expect(fetch(api.url)).rejects.toThrow()
    gate.resolve()
    expect(await answer).toBe('done')
    await closed
    agent.destroy()
  })

  test('closing cuts what takes too long', async () => {
    const api = await start(() => new Promise(() => {}))
    const cut = fetch(api.url)
    await eventually(() => expect(api.events).toHaveLength(1))
    await Promise.all([api.close(10), expect(cut).rejects.toThrow()])
  })
})

describe('the cause of an answer that says we failed', () => {
  const clock = { now: () => 0 }
  const answering = async (invoke: () => Promise<InvocationResult>, timeoutMs = 30_000) => {
    const problems: string[] = []
    const answers: number[] = []
    const api = await startHttpApi({
      port: 0,
      accountId: '1',
      tokens: createTokenAuthority(clock),
      functions: { invoke },
      onProblem: (text) => problems.push(text),
      onAnswer: ({ status }) => answers.push(status),
    })
    api.serve({ apiId: 'a', routes: [{ routeKey: 'GET /x', functionArn: 'f', timeoutMs }] })
    const { status } = await fetch(`${api.url}/x`)
    await api.close(0)
    return { status, problems, answers }
  }
  const result = (payload: unknown) => ({ requestId: 'r', logTail: '', payload: JSON.stringify(payload) })

  test('is told where no function has logged it', async () => {
    expect(await answering(async () => result({ statusCode: 'ok' }))).toEqual({
      status: 500,
      problems: ['500 GET /x: the function answered what is no HTTP answer: {"statusCode":"ok"}'],
      answers: [500],
    })
    expect(await answering(() => Promise.reject(new Error('Function f is stopped')))).toEqual({
      status: 503,
      problems: ['503 GET /x: Function f is stopped'],
      answers: [503],
    })
    expect(await answering(() => new Promise(() => {}), 20)).toEqual({
      status: 503,
      problems: ['503 GET /x: the function had not answered within 0.02 s'],
      answers: [503],
    })
  })

  test('is not told twice: what a function threw is in its log', async () => {
    const error = { errorType: 'Error', errorMessage: 'no', trace: [] }
    expect(await answering(async () => ({ ...result(error), error }))).toEqual({
      status: 500,
      problems: [],
      answers: [500],
    })
  })
})

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
describe('a request that is too large for API Gateway or for the function', () => {
  const get = (url: string, bytes: number) => fetch(url, { headers: { 'x-token': 'a'.repeat(bytes) } })

  test('"Total combined size of request line and header values: 10240 bytes"', async () => {
    await using api = await start(() => ({ statusCode: 204 }))
    expect((await get(api.url, 9_900)).status).toBe(204)
    expect((await get(api.url, 10_240)).status).toBe(431)
    expect(api.events).toHaveLength(1)
  })

  test('a body that makes an event of more than 6 MB reaches no function', async () => {
    await using api = await start(() => ({ statusCode: 204 }))
    const post = (bytes: number) => fetch(api.url, { method: 'POST', body: Buffer.alloc(bytes) })
    expect((await post(4_500_000)).status).toBe(204)
    // In Base64 it is a third larger.
    expect((await post(5_000_000)).status).toBe(500)
    expect(api.events).toHaveLength(1)
  })
})
