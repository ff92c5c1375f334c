import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { listen, type ServeOptions, serve } from '../../../local/endpoint/server.ts'
import type { InvocationResult } from '../../../local/lambda/index.ts'
import type { AwsRequest } from '../../../local/ports.ts'
import { functionsFrom } from './fixture.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => void (await Promise.all(closers.splice(0).map((close) => close()))))

/** A function that sends what its event says, as the SDK's HTTP handler does, and returns what came of it. */
const source = `import { request } from 'node:http'
const authorization = (service) =>
  'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/' + service + '/aws4_request, SignedHeaders=host, Signature=0'
export const handler = ({ service = 'events', headers = {}, body = '', port, abortAfterMs, timeoutMs, path = '/' }) => new Promise((resolve) => {
  const { hostname, port: own } = new URL(process.env.AWS_ENDPOINT_URL)
  const options = { host: hostname, port: port ?? Number(own), method: 'POST', path, headers: { authorization: authorization(service), ...headers } }
  const sent = request(options, async (response) => {
    const connected = Boolean(response.socket.remoteAddress)
    const text = (await response.toArray()).join('')
    resolve({ status: response.statusCode, type: response.headers['content-type'], connected, text })
  })
  sent.on('error', ({ code }) => resolve({ code }))
  if (timeoutMs) sent.socket.setTimeout(timeoutMs, () => sent.destroy(Object.assign(new Error(), { code: 'TIMED_OUT' })))
  if (abortAfterMs) setTimeout(() => sent.destroy(), abortAfterMs)
  sent.end(Array.isArray(body) ? Buffer.from(body) : body)
})`

const echo: ServeOptions['services'][string] = async ({
  path,
  query,
  body,
  headers,
  accessKey,
  method,
}: AwsRequest) => ({
  status: 201,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ method, path, a: query.get('a'), body: body.toString(), x: headers['x-own'], accessKey }),
})

/** An endpoint, and a function whose calls of it are answered within the process. */
async function start(options: Partial<ServeOptions>) {
  const { server, url } = await listen(0)
  const connections: unknown[] = []
  server.on('connection', (connection) => connections.push(connection))
  const endpoint = serve(server, { region: 'us-east-1', services: {}, raw: {}, pages: {}, ...options })
  const functions = functionsFrom(
    { one: source },
    { endpointUrl: url, endpoint: () => endpoint.inProcess, isolation: 'shared' },
  )
  closers.push(async () => functions[Symbol.asyncDispose](), endpoint.close)
  return { connections, call: async (event: object) => answerOf(await functions.invoke('one', event)) }
}

const answerOf = ({ payload }: InvocationResult) => JSON.parse(payload)

test('a function in a shared thread that names nothing of it does not load the client of fetch with node:http', async () => {
  const loads = `process.moduleLoadList.some((name) => name.includes('undici'))`
  await using functions = functionsFrom(
    {
      request: `import http, { request } from 'node:http'
        export const handler = async () => [${loads}, typeof request, http.request === request, (await import('node:http')).request === request]`,
      named: `import { request, WebSocket } from 'node:http'
        export const handler = async () => [${loads}, typeof request, WebSocket === globalThis.WebSocket]`,
    },
    {
      endpoint: () => ({ address: 'http://127.0.0.1:9', services: [], call: async () => undefined }),
      isolation: 'shared',
    },
  )
  expect(answerOf(await functions.invoke('request', {}))).toEqual([false, 'function', true, true])
  expect(answerOf(await functions.invoke('named', {}))).toEqual([true, 'function', true])
})

test('a function in a shared thread that sets the agent for all of its requests sets that of no other function', async () => {
  const agent = `process.getBuiltinModule('node:http').globalAgent.maxSockets === Infinity`
  await using functions = functionsFrom(
    {
      sets: `import http, { globalAgent } from 'node:http'
        http.globalAgent = new http.Agent({ maxSockets: 1 })
        export const handler = async () => [http, { globalAgent }].map((each) => each.globalAgent.maxSockets === 1)`,
      other: `export const handler = async () => ${agent}`,
    },
    {
      endpoint: () => ({ address: 'http://127.0.0.1:9', services: [], call: async () => undefined }),
      isolation: 'shared',
    },
  )
  expect(answerOf(await functions.invoke('sets', {}))).toEqual([true, false])
  expect(answerOf(await functions.invoke('other', {}))).toBe(true)
})

describe('a function in a shared thread calls the endpoint', () => {
  test('without a connection, with the head, signature and body that it would have over HTTP', async () => {
    const { call, connections } = await start({ services: { events: echo } })
    const { text, ...answer } = await call({ path: '/p?a=1', headers: { 'X-Own': 'own' }, body: 'hällo' })
    expect(answer).toEqual({ status: 201, type: 'application/json', connected: false })
    expect(JSON.parse(text)).toEqual({
      method: 'POST',
      path: '/p',
      a: '1',
      body: 'hällo',
      x: 'own',
      accessKey: 'LOCAL0W1',
    })
    expect(JSON.parse((await call({ body: [104, 105] })).text).body).toBe('hi')
    expect(connections).toEqual([])
  })

  test('and is refused and counted as over HTTP', async () => {
    const calls: unknown[] = []
    const refused = { status: 400, headers: {}, body: 'AccessDenied' }
    const guard = {
      binds: (accessKey: string) => accessKey === 'LOCAL0W1',
      judgesByHead: () => false,
      refuse: (_: string, { body }: AwsRequest) => (body.toString() === 'forbidden' ? refused : undefined),
    }
    const { call } = await start({ services: { events: echo }, guard, onCall: ({ service }) => calls.push(service) })
    expect(await call({ body: 'forbidden' })).toMatchObject({ status: 400, text: 'AccessDenied' })
    expect(await call({ body: 'allowed' })).toMatchObject({ status: 201 })
    expect(calls).toEqual(['events', 'events'])
  })

  test('and gets a failure of the endpoint as its answer', async () => {
    const { call } = await start({ services: { events: () => Promise.reject(new Error('broken')) } })
    expect(await call({})).toMatchObject({ status: 500, text: expect.stringContaining('broken') })
  })

  test('over HTTP for a service that reads its requests itself, and with `Expect`', async () => {
    const { call, connections } = await start({
      services: { events: echo },
      raw: { s3: (_, response) => void response.writeHead(200, { 'content-type': 'text/xml' }).end('raw') },
    })
    expect(await call({ service: 's3' })).toMatchObject({ connected: true, text: 'raw' })
    expect(await call({ headers: { expect: '100-continue' } })).toMatchObject({ connected: true, status: 201 })
    expect(connections).not.toEqual([])
  })

  describe('with a fault plan, and without a connection all the same', () => {
    const struck = async (hooks: ServeOptions['hooks'] & object) => {
      const took: string[] = []
      const events: typeof echo = async (request) => {
        took.push(request.body.toString())
        return echo(request)
      }
      const { call, connections } = await start({ services: { events }, hooks })
      const answer = await call({ body: 'b' })
      expect(connections).toEqual([])
      return { answer, took }
    }

    test('it gets the error that stands for the answer of the service, which has not heard of the call', async () => {
      const throttled = { status: 400, headers: {}, body: 'ThrottlingException' }
      const { answer, took } = await struck({ before: ({ service }) => (service === 'events' ? throttled : undefined) })
      expect(answer).toMatchObject({ status: 400, text: 'ThrottlingException' })
      expect(took).toEqual([])
    })

    test('an answer that is lost is a connection that was cut, and the call was carried out', async () => {
      const { answer, took } = await struck({ after: async () => true })
      expect(answer).toEqual({ code: 'ECONNRESET' })
      expect(took).toEqual(['b'])
    })

    test('what does not strike changes nothing', async () => {
      const { answer, took } = await struck({ before: () => undefined, after: async () => false })
      expect(answer).toMatchObject({ status: 201 })
      expect(took).toEqual(['b'])
    })
  })

  test('and another address as ever', async () => {
    const other = createServer((_, response) => void response.end('other'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    closers.push(async () => other.close())
    const { call } = await start({ services: { events: echo } })
    expect(await call({ port: (other.address() as AddressInfo).port })).toMatchObject({ text: 'other' })
  })

  test.each([
    ['may give up waiting', { abortAfterMs: 1 }, 'ECONNRESET'],
    ['may run into a time limit of its own', { timeoutMs: 1 }, 'TIMED_OUT'],
  ])('and %s', async (_, event, code) => {
    const never = () => new Promise<never>(() => {})
    const { call } = await start({ services: { events: never } })
    expect(await call(event)).toEqual({ code })
  })
})
