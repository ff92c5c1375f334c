import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { AwsRequest } from '../../../local/ports.ts'
import { forwardTarget, startTraces } from '../../../local/xray/index.ts'

const NOW = Date.parse('2026-05-01T00:00:00Z')
const nanoseconds = (milliseconds: number) => `${BigInt(milliseconds) * 1_000_000n + 123n}`

const span = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  parentSpanId: '',
  name: 'POST /orders',
  kind: 2,
  startTimeUnixNano: nanoseconds(NOW - 40),
  endTimeUnixNano: nanoseconds(NOW),
  attributes: [
    { key: 'http.route', value: { stringValue: '/orders' } },
    { key: 'http.response.status_code', value: { intValue: 201 } },
  ],
  links: [{ traceId: 'a'.repeat(32), spanId: 'a'.repeat(16), attributes: [], droppedAttributesCount: 0 }],
  status: { code: 0 },
}

const requestOf = (...spans: object[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'order' } }], droppedAttributesCount: 0 },
      scopeSpans: [{ scope: { name: 'event-pipeline' }, spans }],
    },
  ],
})

function setUp(options: Partial<Parameters<typeof startTraces>[0]> = {}) {
  const written: { readonly group: string; readonly message: Record<string, unknown>; readonly text: string }[] = []
  const problems: string[] = []
  const traces = startTraces({
    clock: { now: () => NOW },
    write: (group, _, text) => written.push({ group, message: JSON.parse(text) as Record<string, unknown>, text }),
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  const post = (body: unknown, change: Partial<AwsRequest> = {}) =>
    traces.handle({
      service: 'xray',
      region: 'us-east-1',
      method: 'POST',
      path: '/v1/traces',
      query: new URLSearchParams(),
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      ...change,
    })
  return { traces, written, problems, post }
}

describe("X-Ray's endpoint for OTLP", () => {
  it('keeps each span in the log group aws/spans, its times to the nanosecond', async () => {
    const { post, written } = setUp()
    expect(await post(requestOf(span))).toMatchObject({ status: 200 })
    expect(written).toHaveLength(1)
    expect(written[0]).toMatchObject({
      group: 'aws/spans',
      message: {
        resource: { attributes: { 'service.name': 'order' } },
        traceId: span.traceId,
        spanId: span.spanId,
        name: 'POST /orders',
        kind: 'SERVER',
        durationNano: 40_000_000,
        attributes: { 'http.route': '/orders', 'http.response.status_code': 201 },
        links: [{ traceId: 'a'.repeat(32), spanId: 'a'.repeat(16) }],
        status: { code: 'UNSET' },
      },
    })
    expect(written[0]?.message).not.toHaveProperty('parentSpanId')
    expect(written[0]?.text).toContain(`"startTimeUnixNano":${span.startTimeUnixNano},`)
  })

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html
  const fourteenDays = 14 * 86_400_000
  it.each([
    ['what is not JSON', '{', 'The body'],
    ['ids that are none', requestOf({ ...span, spanId: 'x' }), 'spanId'],
    [
      'spans of more than 14 days ago',
      requestOf({ ...span, startTimeUnixNano: nanoseconds(NOW - fourteenDays - 1) }),
      '14 days',
    ],
    [
      'spans of more than 2 hours ahead',
      requestOf({ ...span, endTimeUnixNano: nanoseconds(NOW + 7_200_001) }),
      '2 hours',
    ],
    ['spans of more than 200 KB', requestOf({ ...span, name: 'x'.repeat(201 * 1024) }), '200 KB'],
    ['more than 5 MB', requestOf({ ...span, name: 'x'.repeat(5 * 1024 * 1024) }), '5 MB'],
    [
      'more than 10,000 spans',
      requestOf(...Array<object>(10_001).fill({ ...span, attributes: [], links: [] })),
      '10000',
    ],
  ])('refuses %s, as a whole', async (_, body, message) => {
    const { post, written } = setUp()
    const { status, body: text } = await post(body)
    expect(status).toBe(400)
    expect(String(text)).toContain(message)
    expect(written).toEqual([])
  })

  it('says that it takes JSON, and traces only', async () => {
    const { post } = setUp()
    expect(await post('', { headers: { 'content-type': 'application/x-protobuf' } })).toMatchObject({ status: 415 })
    expect(await post('', { path: '/v1/metrics' })).toMatchObject({ status: 404 })
  })
})

describe('spans are sent on', () => {
  async function collector(status: number) {
    const received: { readonly url: string | undefined; readonly key: unknown; readonly body: string }[] = []
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      received.push({ url: request.url, key: request.headers['x-key'], body })
      response.writeHead(status).end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections())
    return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
  }

  it('as they came, to the endpoint that the environment names', async () => {
    const { received, url, close } = await collector(200)
    const forwardTo = forwardTarget({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b',
    })
    const { post, traces, problems } = setUp({ forwardTo })
    await post(requestOf(span))
    await traces.close(10_000)
    expect(received).toEqual([{ url: '/v1/traces', key: 'a b', body: JSON.stringify(requestOf(span)) }])
    expect(problems).toEqual([])
    await close()
  })

  it('and an endpoint that fails is told of once, and keeps nobody waiting', async () => {
    const { url, close } = await collector(500)
    const { post, traces, problems } = setUp({ forwardTo: { url, headers: {} } })
    for (let times = 0; times < 3; times++) expect(await post(requestOf(span))).toMatchObject({ status: 200 })
    await traces.close(10_000)
    expect(problems).toEqual([`Spans were not sent on to ${url}: it answered 500`])
    await close()
  })

  it('nowhere without a name, to the exact address where there is one', () => {
    expect(forwardTarget({})).toBeUndefined()
    const OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = 'http://localhost:9/custom'
    expect(
      forwardTarget({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://other', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT })?.url,
    ).toBe(OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
  })

  it.each(['localhost:4318', 'grpc://localhost:4317', 'nonsense'])('%s is told to be no address', (url) => {
    expect(() => forwardTarget({ OTEL_EXPORTER_OTLP_ENDPOINT: url })).toThrow(
      `OTEL_EXPORTER_OTLP_ENDPOINT is "${url}", it must be an http address, e.g. http://localhost:4318.`,
    )
  })
})
