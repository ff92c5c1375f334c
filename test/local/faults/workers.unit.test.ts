import { afterEach, describe, expect, test } from 'vitest'
import { listen, serve } from '../../../local/endpoint/server.ts'
import { createFaultPlan, type FaultRates } from '../../../local/faults/index.ts'
import { type InvocationTrigger, type Isolation, isolations } from '../../../local/lambda/index.ts'
import type { AwsRequest } from '../../../local/ports.ts'
import { messageOf } from '../../support/log-lines.ts'
import { functionsFrom } from '../lambda/fixture.ts'

const open: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

const trigger = (attempt = 1): InvocationTrigger => ({ source: 'sqs', attempt, messages: () => ['m'] })

/**
 * A function that makes five calls to DynamoDB, each of which it logs once it saw the answer. Without `fetch`, whose client takes a new thread
 * as long to load as all else.
 */
const fiveCalls = `
  const { request } = process.getBuiltinModule('node:http')
  const post = (headers, body) =>
    new Promise((resolve, reject) =>
      request(process.env.AWS_ENDPOINT_URL, { method: 'POST', headers }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end(body))
  let n = 0
  export const handler = async () => {
    for (let call = 1; call <= 5; call++) {
      const authorization = 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/dynamodb/aws4_request'
      const headers = { authorization, 'x-amz-target': 'DynamoDB_20120810.PutItem' }
      console.log(call + ' ' + (await post(headers, String(call))))
    }
    return ++n
  }`

async function start(rates: FaultRates, seed = 1, code = fiveCalls, isolation: Isolation = 'function') {
  const took: string[] = []
  const plan = createFaultPlan({ rates, seed })
  const { server, url } = await listen(0)
  const functions = functionsFrom(
    { f: code },
    {
      endpointUrl: url,
      faults: plan.invocations,
      isolation,
      concurrency: 1,
      // However busy the machine is, no function ends by its own timeout: only injected faults end it.
      define: { timeoutSeconds: 60 },
    },
  )
  const dynamodb = async ({ body }: AwsRequest) => {
    took.push(body.toString())
    return { status: 200, headers: {}, body: '{}' }
  }
  const options = { region: 'us-east-1', services: { dynamodb }, raw: {}, pages: {}, hooks: plan.calls(functions) }
  const endpoint = serve(server, options)
  open.push(
    async () => functions[Symbol.asyncDispose](),
    () => endpoint.close(),
  )
  return { functions, plan, took }
}

describe.each(isolations)('an injected crash, with isolation %s', (isolation) => {
  test('lets the last call take effect and hides its answer; the next invocation has a fresh worker', async () => {
    const { functions, plan, took } = await start({ crash: 1 }, 1, fiveCalls, isolation)
    const places = new Set<string>()
    for (let run = 0; run < 6; run++) {
      took.length = 0
      const result = await functions.invoke('f', {}, { trigger: trigger() })
      expect(result).toMatchObject({
        injected: true,
        error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('injected crash') },
      })
      const seen = result.logTail.split('\n').filter((line) => line.endsWith('200')).length
      // Either the last answer is missing, or the work was done and only its acknowledgement is.
      expect([took.length - 1, 5]).toContain(seen)
      places.add(seen === 5 ? 'before the acknowledgement' : 'between two calls')
    }
    expect(places.size).toBe(2)
    expect(plan.injected()).toMatchObject({ crash: 6, timeout: 0 })
    expect((await functions.invoke('f', {}, { trigger: trigger(3) })).payload).toBe('1')
  })
})

test('an injected timeout looks like one', async () => {
  const { functions, plan } = await start({ timeout: 1 })
  const result = await functions.invoke('f', {}, { trigger: trigger() })
  expect(result).toMatchObject({
    injected: true,
    error: {
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 60.00 seconds'),
    },
  })
  expect(plan.injected()).toMatchObject({ crash: 0, timeout: 1 })
})

test('a throttled call has no effect', async () => {
  const { functions, plan, took } = await start({ throttle: 0.5 })
  const { logTail } = await functions.invoke('f', {}, { trigger: trigger() })
  const passed = logTail.split('\n').filter((line) => line.endsWith('200'))
  expect(took).toEqual(passed.map((line) => messageOf(line)[0]))
  expect(plan.injected().throttle).toBe(5 - passed.length)
  expect(plan.injected().throttle).toBeGreaterThan(0)
})

test('a worker is killed in the middle of nothing else', async () => {
  const { functions } = await start({ crash: 0.5 })
  const results = await Promise.all(Array.from({ length: 8 }, () => functions.invoke('f', {}, { trigger: trigger() })))
  for (const { error, injected } of results) expect(error === undefined).toBe(injected === undefined)
  expect(new Set(results.map(({ injected }) => injected))).toEqual(new Set([true, undefined]))
})

describe('a call that is carried out, and whose answer does not come in time', () => {
  /** Each call is made up to three times, as by an SDK: under one id, and only so long as there is no answer. */
  const likeAnSdk = (timeoutMs: number) => `
    export const handler = async () => {
      const authorization = 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/dynamodb/aws4_request'
      for (let call = 1; call <= 8; call++) {
        const headers = { authorization, 'x-amz-target': 'DynamoDB_20120810.PutItem', 'amz-sdk-invocation-id': 'id' + call }
        let seen = []
        for (let attempt = 1; attempt <= 3; attempt++) {
          const request = { method: 'POST', headers, body: String(call), signal: AbortSignal.timeout(${timeoutMs}) }
          const status = await fetch(process.env.AWS_ENDPOINT_URL, request).then((answer) => answer.status, () => 'none')
          seen.push(status)
          if (status === 200) break
        }
        console.log(call + ' ' + seen.join())
      }
    }`

  async function calls(rates: FaultRates, timeoutMs = 60_000) {
    const { functions, plan, took } = await start(rates, 3, likeAnSdk(timeoutMs))
    const { logTail } = await functions.invoke('f', {}, { trigger: trigger() })
    const seen = logTail
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '')
    return { seen, took, injected: plan.injected() }
  }

  test('because it is lost: made again, it takes effect again', async () => {
    const { seen, took, injected } = await calls({ lost: 0.3 })
    const answers = seen.join().split(',')
    expect(took).toHaveLength(answers.length)
    expect(injected.lost).toBe(answers.filter((answer) => answer === 'none').length)
    expect(injected.lost).toBeGreaterThan(0)
    expect(answers).toContain('200')
  })

  test('and whose further attempts are throttled: it has taken effect once, and its caller hears of throttling', async () => {
    const { seen, took, injected } = await calls({ 'lost-throttled': 0.4 })
    expect(took).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
    const lost = seen.filter((answers) => answers === 'none,400,400')
    expect(seen.filter((answers) => answers === '200')).toHaveLength(8 - lost.length)
    expect(injected).toMatchObject({ 'lost-throttled': lost.length, throttle: 0 })
    expect(new Set(seen).size).toBe(2)
  })

  test('because it is slow: its caller has given up', async () => {
    const { seen, took, injected } = await calls({ slow: 0.3 }, 1000)
    const late = seen
      .join()
      .split(',')
      .filter((answer) => answer === 'none')
    expect(late.length).toBeGreaterThanOrEqual(injected.slow)
    expect(injected.slow).toBeGreaterThan(0)
    expect(took).toHaveLength(seen.join().split(',').length)
  })
})
