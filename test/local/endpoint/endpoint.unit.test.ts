import { afterEach, describe, expect, test } from 'vitest'
import { createCallCounts } from '../../../local/endpoint/call-counts.ts'
import { listen, type ServeOptions, serve } from '../../../local/endpoint/server.ts'
import { signatureScope } from '../../../local/endpoint/signature-scope.ts'

const signed = (service: string, accessKey = 'local') => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
})

describe('who a request is for', () => {
  test.each([
    ['its signature', signed('dynamodb'), '/', { service: 'dynamodb', region: 'eu-west-1', accessKey: 'local' }],
    [
      'a presigned URL',
      {},
      '/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=local%2F20260101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=x',
      { service: 's3', region: 'eu-west-1', accessKey: 'local' },
    ],
    ['its target', { 'x-amz-target': 'AmazonSQS.SendMessage' }, '/', { service: 'sqs', region: 'us-east-1' }],
    ['its host', { host: 'sns.us-east-1.localhost:4566' }, '/', { service: 'sns', region: 'us-east-1' }],
    ['nothing', { host: '127.0.0.1:4566' }, '/', undefined],
  ])('is told by %s', (_, headers, url, expected) => {
    expect(signatureScope(headers, url, 'us-east-1')).toEqual(expected && { accessKey: undefined, ...expected })
  })
})

describe('the endpoint', () => {
  const closers: (() => Promise<void>)[] = []
  afterEach(async () => void (await Promise.all(closers.splice(0).map((close) => close()))))

  async function serving(options: Partial<ServeOptions>) {
    const { server, url } = await listen(0)
    const endpoint = serve(server, { region: 'us-east-1', services: {}, raw: {}, pages: {}, ...options })
    closers.push(() => endpoint.close())
    return url
  }
  const echo: ServeOptions['services'][string] = async ({ path, query, body, headers }) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ path, a: query.get('a'), body: body.toString(), type: headers['content-type'] }),
  })

  test('hands a request to its service and answers with what that says', async () => {
    const url = await serving({ services: { events: echo } })
    const headers = { ...signed('events'), 'content-type': 'text/x' }
    const answer = await fetch(`${url}/p/q?a=1`, { method: 'POST', headers, body: 'hello' })
    expect(await answer.json()).toEqual({ path: '/p/q', a: '1', body: 'hello', type: 'text/x' })
  })

  test('counts calls by the function that signed them, and by service and operation', async () => {
    const counts = createCallCounts((accessKey) => ({ LOCAL1W1: 'orders' })[accessKey])
    const url = await serving({ services: { events: echo, dynamodb: echo }, onCall: counts.count })
    const put = { 'x-amz-target': 'DynamoDB_20120810.PutItem' }
    for (const key of ['LOCAL1W1', 'LOCAL1W1', 'local']) {
      await fetch(url, { method: 'POST', headers: { ...signed('dynamodb', key), ...put } })
    }
    await fetch(url, { method: 'PUT', headers: signed('events', 'LOCAL1W1') })
    expect(counts.totals()).toEqual({
      orders: { 'dynamodb PutItem': 2, 'events PUT': 1 },
      outside: { 'dynamodb PutItem': 1 },
    })
  })

  test('an unknown service and an unsigned request get a clear error', async () => {
    const url = await serving({ services: { events: echo }, raw: { s3: (_, response) => void response.end() } })
    const unknown = await fetch(url, { headers: signed('kinesis') })
    expect(unknown.status).toBe(400)
    expect(await unknown.json()).toEqual({
      __type: 'UnknownServiceException',
      message: 'The local runtime has no service "kinesis"; it has events, s3.',
    })
    expect(await (await fetch(url)).json()).toMatchObject({ message: expect.stringContaining('not signed') })
  })

  test('a service that breaks answers 500 and leaves the endpoint alone', async () => {
    const services = { events: () => Promise.reject(new Error('broken')), lambda: echo }
    const url = await serving({ services })
    const broken = await fetch(url, { headers: signed('events') })
    expect([broken.status, await broken.json()]).toEqual([
      500,
      { __type: 'InternalFailure', message: 'The local runtime failed: broken' },
    ])
    expect((await fetch(url, { headers: signed('lambda') })).status).toBe(200)
  })

  test('hooks may answer instead, and cut off a caller that is gone, for raw handlers too', async () => {
    const url = await serving({
      services: { events: echo },
      raw: { sqs: (_, response) => void response.end('{}') },
      hooks: {
        before: ({ accessKey }) => (accessKey === 'throttled' ? { status: 400, headers: {}, body: 'slow' } : undefined),
        after: async ({ accessKey }) => accessKey === 'gone',
      },
    })
    const call = (service: string, accessKey: string) => fetch(url, { headers: signed(service, accessKey) })
    expect(await (await call('events', 'throttled')).text()).toBe('slow')
    expect((await call('sqs', 'there')).status).toBe(200)
    await expect(call('events', 'gone')).rejects.toThrow('fetch failed')
    await expect(call('sqs', 'gone')).rejects.toThrow('fetch failed')
  })
})
