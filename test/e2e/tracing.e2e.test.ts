import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Span } from '../../ops/spans/span.ts'
import { configured } from './kit/functions.ts'
import { request } from './kit/http.ts'
import { type LocalProcess, startLocalProcess } from './kit/local-process.ts'
import { describeNeeding } from './kit/needs.ts'
import { ops } from './kit/ops.ts'
import { type Order, openShop, orderEnds, orderOf, placeOrder, type Shop } from './kit/shop.ts'
import { until } from './kit/wait.ts'

interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
}

/** An OTLP endpoint of a developer's own: a plain HTTP server. */
async function startCollector() {
  const spans: OtlpSpan[] = []
  const server = createServer(async (received, response) => {
    let body = ''
    for await (const chunk of received) body += chunk
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] }
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)))
    response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    spans,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }

/** The way of an order, hop by hop. */
const HOPS = [
  'POST /orders',
  'create order.created',
  'send order.created',
  'process order.created',
  'create payment.processed',
  'send payment.processed',
  'process payment.processed',
  'create confirm_order',
  'send confirm_order',
  'process confirm_order',
  'create order.confirmed',
  'send order.confirmed',
  'process order.confirmed',
]

describeNeeding('own-runtime')('a stack whose requests are traced (O9)', () => {
  let directory: string
  let previous: NodeJS.ProcessEnv
  let collector: Awaited<ReturnType<typeof startCollector>>
  let local: LocalProcess
  let shop: Shop

  beforeAll(async () => {
    previous = { ...process.env }
    directory = await mkdtemp(join(tmpdir(), 'traces-'))
    collector = await startCollector()
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url
    local = await startLocalProcess(['--no-sample', '--api-auth', 'iam', '--traces', '--assembly', directory])
    process.env.PIPELINE_API_URL = local.apiUrl
    process.env.PIPELINE_ENDPOINT_URL = local.endpointUrl
    shop = await openShop()
  })

  afterAll(async () => {
    await local?.stop()
    await collector?.close()
    process.env = previous
    await rm(directory, { recursive: true, force: true })
  })

  const ofCaller = () => collector.spans.filter(({ traceId }) => traceId === CALLER.traceId)

  it("is one trace of its caller's, from the request through store, relay, bus, topic and queues to the last consumer", async () => {
    const headers = { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` }
    const { status, headers: answer, body } = await request<Order>('POST', '/orders', { json: orderOf(shop), headers })
    expect(status).toBe(201)
    expect(answer.get('traceresponse')).toMatch(new RegExp(`^00-${CALLER.traceId}-[0-9a-f]{16}-01$`))
    expect((await orderEnds(body.order_id)).status).toBe('confirmed')
    await until('a span of each hop', async () => {
      const names = new Set(ofCaller().map(({ name }) => name))
      return HOPS.every((hop) => names.has(hop))
    })
    const spans = ofCaller()
    const request_ = spans.find(({ name }) => name === 'POST /orders')
    expect(request_?.parentSpanId).toBe(CALLER.spanId)
    expect(spans.filter(({ name }) => name === 'send order.created').length).toBeGreaterThanOrEqual(2)
    // What has arrived hangs together: above each span stands the one that led to it, up to the request.
    const known = new Map(spans.map((span) => [span.spanId, span]))
    for (const hop of HOPS.filter((name) => name !== 'POST /orders')) {
      let span = spans.find(({ name }) => name === hop)
      while (span && span !== request_) span = known.get(span.parentSpanId ?? '')
      expect(span?.name, hop).toBe('POST /orders')
    }

    const [trace] = JSON.parse(await ops('trace', `order/${body.order_id}`, '--spans', '--json')) as {
      spans: Span[]
    }[]
    const seen = new Set(trace?.spans.filter(({ trace_id }) => trace_id === CALLER.traceId).map(({ name }) => name))
    expect(HOPS.filter((hop) => !seen.has(hop))).toEqual([])
  })

  it('loses nothing when spans cannot be sent', async () => {
    const away = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/v1/traces' }
    await configured(
      ['payment', 'checkout'],
      () => away,
      async () => {
        const orders = await Promise.all([placeOrder(shop, 1), placeOrder(shop, 1)])
        const ends = await Promise.all(orders.map(({ order_id }) => orderEnds(order_id)))
        expect(ends.map(({ status }) => status)).toEqual(['confirmed', 'confirmed'])
        await until('the line that says so', async () =>
          (await ops('logs', 'consumer-payment', '--grep', 'spans not exported', '--json')).includes('ECONNREFUSED'),
        )
      },
    )
  })

  it('records nothing of a request whose caller does not', async () => {
    const traceId = 'c'.repeat(32)
    const headers = { traceparent: `00-${traceId}-${'d'.repeat(16)}-00` }
    const { headers: answer, body } = await request<Order>('POST', '/orders', { json: orderOf(shop, 1), headers })
    expect(answer.has('traceresponse')).toBe(false)
    expect((await orderEnds(body.order_id)).status).toBe('confirmed')
    expect(collector.spans.filter((span) => span.traceId === traceId)).toEqual([])
  })
})
