import { describe, expect, it, vi } from 'vitest'
import { ok } from '../../../../lambdas/runtime/http/answer.ts'
import { apiHandler } from '../../../../lambdas/runtime/http/api-handler.ts'
import { jsonLog } from '../../../../lambdas/runtime/http/json-log.ts'
import { operation } from '../../../../lambdas/runtime/http/operation.ts'
import { requestMetric } from '../../../../lambdas/runtime/http/request-metric.ts'
import { systemApiEnvironment } from '../../../../lambdas/runtime/http/system-environment.ts'
import { callApi } from '../../../../lambdas/runtime/testing/call-api.ts'
import { memoryApiEnvironment } from '../../../support/memory-api-environment.ts'

const routes = [{ method: 'GET', path: '/cups', operation: 'listCups', summary: 'All cups.' }] as const

async function linesOf(run: () => ReturnType<typeof ok>): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = []
  const log = jsonLog('cup', (line) => lines.push(JSON.parse(line) as Record<string, unknown>))
  const { environment } = memoryApiEnvironment({ log })
  const handler = apiHandler(routes, environment, { listCups: operation({}, run) })
  await callApi(handler, 'GET /cups', { headers: { 'x-correlation-id': 'req_mine' } })
  return lines
}

describe('the log of an API', () => {
  it('has one line per request', async () => {
    expect(await linesOf(() => ok([]))).toEqual([
      {
        level: 'INFO',
        message: 'request answered',
        service: 'cup',
        route: 'GET /cups',
        path: '/cups',
        status: 200,
        correlation_id: 'req_mine',
        duration_ms: 0,
      },
    ])
  })

  it('has the whole error, with its stack and its causes, where the caller is told only that there was one', async () => {
    const lines = await linesOf(() => {
      throw new Error('outer', { cause: new TypeError('inner') })
    })
    expect(lines).toMatchObject([
      {
        level: 'ERROR',
        message: 'request failed',
        status: 500,
        error: {
          name: 'Error',
          message: 'outer',
          stack: expect.stringContaining('logs.unit.test.ts'),
          cause: { name: 'TypeError', message: 'inner' },
        },
      },
    ])
  })

  it('ends with causes that are a circle', async () => {
    const lines = await linesOf(() => {
      const outer = new Error('outer')
      outer.cause = new Error('inner', { cause: outer })
      throw outer
    })
    expect(lines).toMatchObject([{ status: 500, error: { message: 'outer', cause: { message: 'inner' } } }])
  })

  it('is written as it is, because a metric with anything before it is none', async () => {
    const written: string[] = []
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
    const { log } = systemApiEnvironment({ SERVICE: 'cup', API_AUTH: 'none' })
    log.info('request answered', requestMetric('EventPipeline/dev', 40, 0))
    vi.restoreAllMocks()
    expect(written.map((text) => text.endsWith('\n') && JSON.parse(text))).toMatchObject([{ _aws: { Timestamp: 0 } }])
  })

  it('carries the time of a request as a metric of the stage, without what its caller wished to wait', async () => {
    const lines: Record<string, unknown>[] = []
    const log = jsonLog('cup', (line) => lines.push(JSON.parse(line) as Record<string, unknown>))
    let now = Date.parse('2026-04-28T10:30:00.000Z')
    const { environment } = memoryApiEnvironment({ log, metricsNamespace: 'EventPipeline/dev' })
    const takes = (milliseconds: number) => {
      now += milliseconds
    }
    const clock = { now: () => now }
    const handler = apiHandler(
      routes,
      { ...environment, effects: { ...environment.effects, clock } },
      {
        listCups: operation(
          {},
          () => {
            takes(40)
            return ok([])
          },
          async (_request, answer) => {
            takes(12_000)
            return answer
          },
        ),
      },
    )
    await callApi(handler, 'GET /cups')
    expect(lines).toMatchObject([
      {
        message: 'request answered',
        duration_ms: 12_040,
        waited_ms: 12_000,
        RequestTime: 40,
        scope: 'stage',
        _aws: {
          Timestamp: now,
          CloudWatchMetrics: [
            {
              Namespace: 'EventPipeline/dev',
              Dimensions: [['scope']],
              Metrics: [{ Name: 'RequestTime', Unit: 'Milliseconds' }],
            },
          ],
        },
      },
    ])
  })
})
