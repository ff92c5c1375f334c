import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../../lambdas/runtime/aggregate/domain-error.ts'
import { ok } from '../../../../lambdas/runtime/http/answer.ts'
import { apiHandler } from '../../../../lambdas/runtime/http/api-handler.ts'
import { jsonLog } from '../../../../lambdas/runtime/http/json-log.ts'
import { operation } from '../../../../lambdas/runtime/http/operation.ts'
import { callApi } from '../../../../lambdas/runtime/testing/call-api.ts'
import { whateverCanBeThrown } from '../../../support/hostile.ts'
import { memoryApiEnvironment } from '../../../support/memory-api-environment.ts'

const routes = [{ method: 'POST', path: '/cups', operation: 'makeCup', summary: 'Make a cup.' }] as const

const lines: string[] = []
const log = jsonLog('cup', (line) => lines.push(line))

function api(run: () => ReturnType<typeof ok>, afterCommit?: () => Promise<ReturnType<typeof ok>>, own = log) {
  const { environment } = memoryApiEnvironment({ log: own })
  const handler = apiHandler(routes, environment, { makeCup: operation({}, run, afterCommit) })
  return callApi(handler, 'POST /cups', {})
}

const fail = (make: () => unknown) => () => {
  throw make()
}

describe('whatever an operation throws', () => {
  it('is answered as a problem, and logged as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(whateverCanBeThrown, async (make) => {
        lines.length = 0
        const answer = await api(fail(make))
        expect(answer.status).toBeGreaterThanOrEqual(400)
        expect(answer.headers['content-type']).toBe('application/problem+json')
        expect(answer.body).toMatchObject({ status: answer.status, code: expect.any(String), instance: '/cups' })
        expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ status: answer.status }])
      }),
      { numRuns: 150, seed: 3 },
    )
  })

  it('after the commit changes nothing about the answer', async () => {
    await fc.assert(
      fc.asyncProperty(whateverCanBeThrown, fc.boolean(), async (make, atOnce) => {
        const throwing = fail(make)
        const afterCommit = atOnce ? throwing : async () => throwing()
        expect(await api(() => ok({ made: true }), afterCommit)).toMatchObject({ status: 200, body: { made: true } })
      }),
      { numRuns: 80, seed: 3 },
    )
  })

  it('with details that JSON has no form for is a problem, too', async () => {
    const details = { pieces: 3n }
    const answer = await api(fail(() => new DomainError('cup_broken', 'Broken.', { details })))
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } })
  })
})

it('a log that throws takes no answer with it', async () => {
  const broken = { info: fail(() => new Error('stdout is gone')), error: fail(() => new Error('stdout is gone')) }
  expect(await api(() => ok({ made: true }), undefined, broken)).toMatchObject({ status: 200 })
  expect(
    await api(
      fail(() => new Error('oops')),
      undefined,
      broken,
    ),
  ).toMatchObject({ status: 500 })
})
