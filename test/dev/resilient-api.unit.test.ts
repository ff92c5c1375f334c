import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { resilientApi } from '../../dev/resilient-api.ts'

/** What the API answers, one after another; the last one from then on. */
let answers: { readonly status: number; readonly code?: string }[]
let keys: unknown[]
let server: Server
let url: string

beforeAll(async () => {
  server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key'])
    const { status, code } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500 }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ code }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())
beforeEach(() => {
  keys = []
})

/** Calls take no time, waits take what they say. */
function patient(patienceMs: number) {
  let now = 0
  const time = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds
    },
  }
  return { api: resilientApi(url, { patienceMs, time }), now: () => now }
}

describe('a caller as it should be', () => {
  it('outlasts an outage that is shorter than its patience, however often it is refused, and asks for the same thing', async () => {
    answers = [...Array.from({ length: 100 }, () => ({ status: 503 })), { status: 201 }]
    const { api } = patient(120_000)
    expect((await api.call('POST', '/orders', {})).status).toBe(201)
    expect(keys).toHaveLength(101)
    expect(new Set(keys).size).toBe(1)
  })

  it('gives up when its patience is over, with the last answer', async () => {
    answers = [{ status: 503 }]
    const { api, now } = patient(30_000)
    await expect(api.call('POST', '/orders', {})).rejects.toMatchObject({ status: 503 })
    expect(now()).toBeGreaterThan(28_000)
    expect(now()).toBeLessThanOrEqual(30_000)
  })

  it.each([
    [429, undefined, 2],
    [409, 'write_conflict', 2],
    [409, 'insufficient_funds', 1],
    [422, 'product_unknown', 1],
  ])('takes %s %s for what it is', async (status, code, requests) => {
    answers = [{ status, ...(code && { code }) }, { status: 200 }]
    const called = patient(10_000).api.call('POST', '/orders', {})
    await (requests === 2 ? called : expect(called).rejects.toMatchObject({ status }))
    expect(keys).toHaveLength(requests)
  })
})
