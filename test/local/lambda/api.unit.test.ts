import { describe, expect, test, vi } from 'vitest'
import type { LocalFunctions } from '../../../local/lambda/index.ts'
import { eventually } from '../../support/eventually.ts'
import { functionArn, functionsFrom } from './fixture.ts'

async function call(
  functions: LocalFunctions,
  method: string,
  path: string,
  { body = '', headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
) {
  const url = new URL(path, 'http://lambda')
  const response = await functions.handle({
    service: 'lambda',
    region: 'us-east-1',
    method,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  })
  const text = response.body.toString()
  return { ...response, body: text === '' ? undefined : JSON.parse(text) }
}

const echo =
  'export const handler = async (event) => { console.log("hello"); if (event.fail) throw new Error("no"); return event }'
const invocations = '/2015-03-31/functions/echo/invocations'

describe('Invoke', () => {
  test('answers with what the handler returned', async () => {
    await using functions = functionsFrom({ echo })
    const response = await call(functions, 'POST', invocations, {
      body: { a: 1 },
      headers: { 'x-amz-log-type': 'Tail' },
    })
    expect(response).toMatchObject({ status: 200, body: { a: 1 } })
    expect(response.headers).not.toHaveProperty('x-amz-function-error')
    expect(Buffer.from(response.headers['x-amz-log-result'] ?? '', 'base64').toString()).toMatch(/\tINFO\thello$/)
  })

  test('answers 200 with the error header when the function failed', async () => {
    await using functions = functionsFrom({ echo })
    const response = await call(functions, 'POST', invocations, { body: { fail: true } })
    expect(response).toMatchObject({
      status: 200,
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorType: 'Error', errorMessage: 'no' },
    })
  })

  test('DryRun runs nothing', async () => {
    await using functions = functionsFrom({ echo })
    const response = await call(functions, 'POST', invocations, { headers: { 'x-amz-invocation-type': 'DryRun' } })
    expect(response.status).toBe(204)
    expect(functions.active('LOCAL0W1')).toBeUndefined()
  })

  test('Event is accepted at once; when all attempts failed, the on-failure destination gets the record', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const delivered: { arn: string; body: unknown }[] = []
      await using functions = functionsFrom(
        { echo },
        {
          define: { asyncInvoke: { maximumRetryAttempts: 1, onFailure: 'arn:queue' } },
          deliver: async (arn, body) => void delivered.push({ arn, body: JSON.parse(body) }),
        },
      )
      const response = await call(functions, 'POST', invocations, {
        body: { fail: true },
        headers: { 'x-amz-invocation-type': 'Event' },
      })
      expect(response.status).toBe(202)
      await eventually(async () => {
        await vi.advanceTimersByTimeAsync(100)
        expect(delivered).toHaveLength(1)
      })
      expect(delivered[0]).toMatchObject({
        arn: 'arn:queue',
        body: {
          version: '1.0',
          requestContext: {
            functionArn: `${functionArn('echo')}:$LATEST`,
            condition: 'RetriesExhausted',
            approximateInvokeCount: 2,
          },
          requestPayload: { fail: true },
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: { errorMessage: 'no' },
        },
      })
    } finally {
      vi.useRealTimers()
    }
  })

  test.each([
    ['an unknown function', '/2015-03-31/functions/nobody/invocations', '{}', 404, 'ResourceNotFoundException'],
    ['a payload that is no JSON', invocations, '{', 400, 'InvalidRequestContentException'],
    ['an unsupported operation', '/2015-03-31/functions/echo/aliases', '{}', 404, 'UnknownOperationException'],
  ])('%s', async (_, path, body, status, code) => {
    await using functions = functionsFrom({ echo })
    expect(await call(functions, 'POST', path, { body })).toMatchObject({
      status,
      headers: { 'x-amzn-errortype': code },
    })
  })
})

describe('function configuration', () => {
  test('is listed and shown', async () => {
    await using functions = functionsFrom({ echo, other: echo })
    const list = await call(functions, 'GET', '/2015-03-31/functions/')
    expect(list.body.Functions.map((found: { FunctionName: string }) => found.FunctionName)).toEqual(['echo', 'other'])
    const shown = await call(functions, 'GET', `/2015-03-31/functions/${encodeURIComponent(functionArn('echo'))}`)
    expect(shown.body.Configuration).toMatchObject({
      FunctionArn: functionArn('echo'),
      Timeout: 80,
      Handler: 'index.handler',
    })
    expect((await call(functions, 'GET', '/2015-03-31/functions/echo/configuration')).body.FunctionName).toBe('echo')
  })

  test('has a timeout of 3 s where none is stated', async () => {
    await using functions = functionsFrom({ echo })
    const { codeDir = '' } = functions.find('echo') ?? {}
    functions.create({ name: 'plain', arn: functionArn('plain'), codeDir, handler: 'index.handler', environment: {} })
    expect((await call(functions, 'GET', '/2015-03-31/functions/plain/configuration')).body.Timeout).toBe(3)
  })

  test('a changed environment reaches the next invocation, in a new worker', async () => {
    await using functions = functionsFrom({
      echo: 'let n = 0\nexport const handler = async () => [process.env.MODE ?? null, ++n]',
    })
    expect((await functions.invoke('echo', {})).payload).toBe('[null,1]')
    const changed = await call(functions, 'PUT', '/2015-03-31/functions/echo/configuration', {
      body: { Environment: { Variables: { MODE: 'failing' } }, Timeout: 90 },
    })
    expect(changed.body).toMatchObject({ Timeout: 90, Environment: { Variables: { MODE: 'failing' } } })
    expect((await functions.invoke('echo', {})).payload).toBe('["failing",1]')
  })

  test.each([
    [{ Timeout: 0 }, 'Timeout must be an integer from 1 to 900, not 0'],
    [{ Layers: [] }, 'Layers cannot be changed locally; these can: Environment, Timeout, MemorySize, Description'],
  ])('refuses %j', async (body, message) => {
    await using functions = functionsFrom({ echo })
    const response = await call(functions, 'PUT', '/2015-03-31/functions/echo/configuration', { body })
    expect(response).toMatchObject({ status: 400, body: { message } })
  })
})

describe('event source mappings', () => {
  const mapping = { UUID: 'u-1', FunctionArn: functionArn('echo'), EventSourceArn: 'arn:queue', State: 'Enabled' }
  const path = '/2015-03-31/event-source-mappings/'

  test('are listed by function and source, shown, and changed', async () => {
    await using functions = functionsFrom({ echo })
    const update = vi.fn((_uuid: string, changes: Record<string, unknown>) => ({ ...mapping, ...changes }))
    functions.useEventSources({ list: () => [mapping], update })
    const listed = async (query: string) => (await call(functions, 'GET', `${path}${query}`)).body.EventSourceMappings
    expect(await listed('')).toEqual([mapping])
    expect(await listed('?FunctionName=echo&EventSourceArn=arn%3Aqueue')).toEqual([mapping])
    expect(await listed('?FunctionName=other')).toEqual([])
    expect((await call(functions, 'GET', `${path}u-1`)).body).toEqual(mapping)
    expect(await call(functions, 'PUT', `${path}u-1`, { body: { Enabled: false } })).toMatchObject({
      status: 202,
      body: { Enabled: false },
    })
    expect(update).toHaveBeenCalledWith('u-1', { Enabled: false })
  })

  test('are listed a page at a time', async () => {
    await using functions = functionsFrom({ echo })
    const all = ['1', '2', '3'].map((UUID) => ({ ...mapping, UUID }))
    functions.useEventSources({ list: () => all, update: () => mapping })
    const page = async (query: string) => (await call(functions, 'GET', `${path}${query}`)).body
    expect(await page('?MaxItems=2')).toEqual({ EventSourceMappings: all.slice(0, 2), NextMarker: '2' })
    expect(await page('?MaxItems=2&Marker=2')).toEqual({ EventSourceMappings: all.slice(2) })
  })

  test('refuse a change that is none, and one while another is being made', async () => {
    await using functions = functionsFrom({ echo })
    const busy = Object.assign(new Error('in use'), { name: 'MappingInUseError' })
    const update = vi.fn(() => {
      throw busy
    })
    functions.useEventSources({ list: () => [mapping], update })
    const change = async (body: unknown) => {
      const { status, headers, body: answer } = await call(functions, 'PUT', `${path}u-1`, { body })
      return [status, headers['x-amzn-errortype'], answer.message]
    }
    expect(await change({ Enabled: false })).toEqual([400, 'ResourceInUseException', 'in use'])
    expect((await change({ Enabled: 'no' })).slice(0, 2)).toEqual([400, 'SerializationException'])
    expect((await change('{')).slice(0, 2)).toEqual([400, 'SerializationException'])
    expect(update).toHaveBeenCalledOnce()
  })

  test('an unknown one is a 404', async () => {
    await using functions = functionsFrom({ echo })
    expect((await call(functions, 'GET', `${path}u-2`)).status).toBe(404)
  })
})

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
describe('payloads beyond the limits of Lambda', () => {
  const filler = (bytes: number) => JSON.stringify('a'.repeat(bytes - 2))

  // "6 MB each for request and response (synchronous)", "1 MB (asynchronous)"
  test.each([
    ['RequestResponse', 6 * 1024 * 1024],
    ['Event', 1024 * 1024],
  ])('a request of type %s is refused above %i bytes', async (type, most) => {
    await using functions = functionsFrom({ echo: 'export const handler = async () => 1' })
    const headers = { 'x-amz-invocation-type': type }
    expect((await call(functions, 'POST', invocations, { body: filler(most), headers })).status).toBeLessThan(300)
    const refused = await call(functions, 'POST', invocations, { body: filler(most + 1), headers })
    expect(refused).toMatchObject({
      status: 413,
      headers: { 'x-amzn-errortype': 'RequestTooLargeException' },
      body: { message: `Request must be smaller than ${most} bytes for the InvokeFunction operation` },
    })
  })

  test('an answer that is too large is an error of the function, whoever called it', async () => {
    await using functions = functionsFrom({ echo: 'export const handler = async ({ size }) => "a".repeat(size - 2)' })
    const most = 6_291_556
    expect((await functions.invoke('echo', { size: most })).error).toBeUndefined()
    const { error, payload } = await functions.invoke('echo', { size: most + 1 })
    expect(error).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' })
    expect(JSON.parse(payload)).toMatchObject({
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    })
  })

  test('an environment of more than 4 KB is not taken by UpdateFunctionConfiguration', async () => {
    await using functions = functionsFrom({ echo })
    const path = '/2015-03-31/functions/echo/configuration'
    const answer = await call(functions, 'PUT', path, {
      body: { Environment: { Variables: { ALL: 'a'.repeat(4096) } } },
    })
    expect(answer).toMatchObject({ status: 400, headers: { 'x-amzn-errortype': 'InvalidParameterValueException' } })
  })
})
