import { describe, expect, it } from 'vitest'
import { orderConfirmed } from '../../../../events/order.ts'
import { draft } from '../../../../lambdas/runtime/aggregate/event-draft.ts'
import type { Route } from '../../../../lambdas/runtime/declarations/routes.ts'
import type { CallersTrace } from '../../../../lambdas/runtime/declarations/tracing.ts'
import { fromEventItem } from '../../../../lambdas/runtime/event-store/read-event-item.ts'
import { created } from '../../../../lambdas/runtime/http/answer.ts'
import { apiHandler } from '../../../../lambdas/runtime/http/api-handler.ts'
import { operation } from '../../../../lambdas/runtime/http/operation.ts'
import { createRequestTraces } from '../../../../lambdas/runtime/http/request-traces.ts'
import type { RequestTraces } from '../../../../lambdas/runtime/http/traced.ts'
import { callApi } from '../../../../lambdas/runtime/testing/call-api.ts'
import { parseTraceparent, traceparentOf } from '../../../../lambdas/runtime/tracing/traceparent.ts'
import { memoryApiEnvironment } from '../../../support/memory-api-environment.ts'
import { CREATION, countedTraceIds, spanSink, TRACE, TRACEPARENT } from '../../../support/spans.ts'

const routes = [
  { method: 'POST', path: '/orders', operation: 'confirm', summary: 'Confirm.' },
] as const satisfies readonly Route[]

interface Options {
  readonly ratio?: number
  readonly callersTrace?: CallersTrace
  readonly random?: number
  readonly traces?: () => Promise<RequestTraces>
  readonly fails?: Error
}

function setUp({ ratio = 1, callersTrace = 'join', random = 0.5, fails, ...options }: Options = {}) {
  const sink = spanSink()
  let loads = 0
  const { clock } = memoryApiEnvironment()
  const requestTraces = createRequestTraces({
    ratio,
    callersTrace,
    clock,
    random: () => random,
    ids: countedTraceIds(),
    loadExport: async () => {
      loads++
      return sink.exportSpans
    },
  })
  const memory = memoryApiEnvironment({ traces: options.traces ?? (async () => requestTraces) })
  const handler = apiHandler(routes, memory.environment, {
    confirm: operation({}, (_, { effects }) => {
      if (fails) throw fails
      effects.append({ aggregateId: 'ord_1', after: 0 }, [draft(orderConfirmed, orderConfirmed.example)])
      return created({}, { location: '/orders/ord_1' })
    }),
  })
  const post = (traceparent?: string) =>
    callApi(handler, 'POST /orders', { headers: traceparent ? { traceparent } : {} })
  const storedEvent = () => {
    const item = [...memory.items.values()].map((write) => write.item.Put?.Item).find((one) => one?.event)
    return fromEventItem(item ?? {})
  }
  return { ...memory, ...sink, post, storedEvent, loads: () => loads }
}

describe('a request whose trace is recorded', () => {
  it('has a span, one for each event that it stores, and tells its caller which trace it is', async () => {
    const { post, spans, storedEvent, lines } = setUp()
    const answer = await post()
    const [request, create] = spans
    expect(request).toMatchObject({
      name: 'POST /orders',
      kind: 'SERVER',
      attributes: { 'http.request.method': 'POST', 'http.route': '/orders', 'http.response.status_code': 201 },
    })
    expect(request?.parent).toBeUndefined()
    expect(create).toMatchObject({
      name: 'create order.confirmed',
      context: parseTraceparent(storedEvent().metadata.traceparent)?.context,
      parent: request?.context,
    })
    expect(spans).toHaveLength(2)
    expect(answer.headers.traceresponse).toBe(request && traceparentOf(request.context))
    expect(lines.at(-1)?.fields).toMatchObject({ trace_id: request?.context.traceId })
  })

  it('goes on in the trace of a caller who is trusted, as that has decided', async () => {
    const { post, spans } = setUp({ ratio: 0.01 })
    await post(TRACEPARENT)
    expect(spans[0]).toMatchObject({ parent: CREATION, context: { traceId: TRACE } })
    const unsampled = setUp({ ratio: 1 })
    await unsampled.post(TRACEPARENT.replace(/01$/, '00'))
    expect(unsampled.spans).toEqual([])
  })

  it('only names the trace of a stranger, who cannot decide what is recorded', async () => {
    const { post, spans } = setUp({ callersTrace: 'link' })
    await post(TRACEPARENT)
    expect(spans[0]).toMatchObject({ links: [CREATION] })
    expect(spans[0]?.parent).toBeUndefined()
    expect(spans[0]?.context.traceId).not.toBe(TRACE)
    const rare = setUp({ callersTrace: 'link', ratio: 0.01 })
    await rare.post(TRACEPARENT)
    expect(rare.spans).toEqual([])
  })

  it('takes a header that is none for none', async () => {
    const { post, spans } = setUp()
    expect(await post('00-of-a-stranger')).toMatchObject({ status: 201 })
    expect(spans[0]?.parent).toBeUndefined()
  })

  it('shows a failure, and a refusal only by its status', async () => {
    const failing = setUp({ fails: new Error('the store is gone') })
    expect(await failing.post()).toMatchObject({ status: 500 })
    expect(failing.spans).toMatchObject([
      {
        attributes: { 'http.response.status_code': 500, 'error.type': '500' },
        error: { message: 'the store is gone' },
      },
    ])
  })
})

describe('a request whose trace is not recorded', () => {
  it('loads nothing for it, stores nothing of it and answers as always', async () => {
    const { post, spans, storedEvent, loads } = setUp({ ratio: 0.01 })
    const answer = await post()
    expect(answer).toMatchObject({ status: 201 })
    expect(answer.headers).not.toHaveProperty('traceresponse')
    expect(storedEvent().metadata).not.toHaveProperty('traceparent')
    expect(spans).toEqual([])
    expect(loads()).toBe(0)
  })

  it.each([
    ['cannot be loaded', async (): Promise<never> => Promise.reject(new Error('gone'))],
    [
      'fails',
      async () => ({
        begin() {
          throw new Error('no beginning')
        },
        end: () => Promise.reject(new Error('no end')),
      }),
    ],
  ])('is answered as always when what records it %s', async (_, traces) => {
    const { post } = setUp({ traces })
    expect(await post()).toMatchObject({ status: 201 })
  })
})
