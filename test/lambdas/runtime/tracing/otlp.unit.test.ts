import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { functionResource } from '../../../../lambdas/runtime/tracing/function-resource.ts'
import { otlpWriter } from '../../../../lambdas/runtime/tracing/otlp-writer.ts'
import { postSpans } from '../../../../lambdas/runtime/tracing/post-spans.ts'
import type { SpanRecord } from '../../../../lambdas/runtime/tracing/span-record.ts'
import { CREATION, TRACE } from '../../../support/spans.ts'

const span: SpanRecord = {
  context: { traceId: TRACE, spanId: 'aaaaaaaaaaaaaaaa' },
  parent: CREATION,
  links: [{ traceId: 'b'.repeat(32), spanId: 'b'.repeat(16) }],
  name: 'process order.created',
  kind: 'CONSUMER',
  startMs: 1_777_000_000_000,
  endMs: 1_777_000_000_040,
  attributes: { text: 'a', whole: 3, fraction: 0.5, truth: true, nothing: undefined },
  error: { type: 'NO_ACCOUNT', message: 'there is none', stack: 'at once' },
}

const resource = functionResource({ SERVICE: 'payment', STAGE: 'dev', AWS_LAMBDA_FUNCTION_NAME: 'fn' })
const written = (...records: SpanRecord[]) => JSON.parse(Buffer.from(otlpWriter(resource)(records)).toString())

describe('OTLP', () => {
  it('has ids, times, links, attributes and errors as its JSON encoding writes them', () => {
    const [{ resource: of, scopeSpans }] = written(span).resourceSpans
    expect(of.attributes).toEqual(
      expect.arrayContaining([
        { key: 'service.name', value: { stringValue: 'payment' } },
        { key: 'faas.name', value: { stringValue: 'fn' } },
        { key: 'telemetry.sdk.name', value: { stringValue: 'opentelemetry' } },
      ]),
    )
    expect(scopeSpans[0].spans).toMatchObject([
      {
        traceId: TRACE,
        spanId: 'aaaaaaaaaaaaaaaa',
        parentSpanId: CREATION.spanId,
        name: 'process order.created',
        kind: 5,
        startTimeUnixNano: '1777000000000000000',
        endTimeUnixNano: '1777000000040000000',
        attributes: [
          { key: 'text', value: { stringValue: 'a' } },
          { key: 'whole', value: { intValue: 3 } },
          { key: 'fraction', value: { doubleValue: 0.5 } },
          { key: 'truth', value: { boolValue: true } },
        ],
        events: [
          {
            name: 'exception',
            attributes: [
              { key: 'exception.type', value: { stringValue: 'NO_ACCOUNT' } },
              { key: 'exception.message', value: { stringValue: 'there is none' } },
              { key: 'exception.stacktrace', value: { stringValue: 'at once' } },
            ],
          },
        ],
        links: [{ traceId: 'b'.repeat(32), spanId: 'b'.repeat(16) }],
        status: { code: 2, message: 'there is none' },
      },
    ])
  })

  it('writes each span once, the first of a trace without a parent', () => {
    const write = otlpWriter(resource)
    const spansOf = (bytes: Uint8Array) =>
      JSON.parse(Buffer.from(bytes).toString()).resourceSpans[0].scopeSpans[0].spans
    const { parent: _, error: __, ...first } = span
    expect(spansOf(write([first, span]))).toHaveLength(2)
    const [only] = spansOf(write([first]))
    expect(only).not.toHaveProperty('parentSpanId')
    expect(only.status).toEqual({ code: 0 })
  })
})

describe('an endpoint', () => {
  interface Received {
    readonly url: string | undefined
    readonly headers: IncomingHttpHeaders
    readonly body: string
  }
  let received: Received[] = []
  let answer = { status: 200, body: '{}' }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ url: request.url, headers: request.headers, body })
    response.writeHead(answer.status).end(answer.body)
  })
  beforeEach(async () => {
    received = []
    answer = { status: 200, body: '{}' }
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const body = Buffer.from('{"resourceSpans":[]}')
  const { signal } = new AbortController()

  it('of anybody gets JSON, unsigned', async () => {
    await postSpans(`${url()}/v1/traces?tenant=1`, {})(body, signal)
    expect(received).toMatchObject([
      { url: '/v1/traces?tenant=1', headers: { 'content-type': 'application/json' }, body: '{"resourceSpans":[]}' },
    ])
    expect(received[0]?.headers).not.toHaveProperty('authorization')
  })

  it('of CloudWatch gets it signed in the name of X-Ray, at the address that stands for all of AWS', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
    await postSpans('https://xray.eu-central-1.amazonaws.com/v1/traces', { AWS_ENDPOINT_URL: url() })(body, signal)
    expect(received[0]?.url).toBe('/v1/traces')
    expect(received[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=.+\/\d{8}\/eu-central-1\/xray\/aws4_request, SignedHeaders=[^,]*host[^,]*, Signature=[0-9a-f]{64}$/,
    )
  })

  it.each([
    [{ status: 503, body: 'away' }, 'The endpoint answered 503: away'],
    [
      { status: 200, body: '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}' },
      'The endpoint took only some of them',
    ],
  ])('that answers %o has not taken everything', async (given, message) => {
    answer = given
    await expect(postSpans(`${url()}/v1/traces`, {})(body, signal)).rejects.toThrow(message)
  })

  it('that answers something else has taken it', async () => {
    answer = { status: 202, body: 'thanks' }
    await postSpans(`${url()}/v1/traces`, {})(body, signal)
  })
})
