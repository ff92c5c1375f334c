import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBreaker } from '../../../../lambdas/runtime/circuit-breaker/breakers.ts'
import { DeferredError, PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { TestClock, testRandom } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { eventually } from '../../../support/eventually.ts'

let dynamo: TestDynamoDb
let clock: TestClock
let name: string
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())
beforeEach(() => {
  clock = new TestClock()
  name = `downstream-${next++}`
  dynamo.calls.length = 0
  dynamo.faults.length = 0
})

/** One instance of a function; all share the circuit. */
const instance = (seed = 1) =>
  createBreaker(
    name,
    { clock, random: testRandom(seed), dynamo: dynamo.client, breakerTable: testTables.breakers },
    { minimumCalls: 4, failureRatio: 0.5, openSeconds: 30, probes: 2, probeSeconds: 20 },
  )
type Instance = ReturnType<typeof instance>

const good = async () => 'answer'
const bad = async (): Promise<never> => {
  throw new Error('down')
}
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof DeferredError ? 'refused' : 'failed'),
  )
async function times(count: number, breaker: Instance, call: () => Promise<unknown>): Promise<string[]> {
  const outcomes: string[] = []
  for (let index = 0; index < count; index++) outcomes.push(await outcome(breaker.run(call)))
  return outcomes
}

describe('circuit breaker', () => {
  it('lets calls through and costs one read per second while all goes well', async () => {
    const breaker = instance()
    expect(await times(50, breaker, good)).toEqual(Array(50).fill('answered'))
    expect(dynamo.calls).toEqual(['GetItem'])
    clock.advance(1)
    await breaker.run(good)
    expect(dynamo.calls).toEqual(['GetItem', 'GetItem'])
  })

  it('reads again when the clock was set back', async () => {
    const breaker = instance()
    await breaker.run(good)
    clock.advance(-3600)
    await breaker.run(good)
    expect(dynamo.calls).toEqual(['GetItem', 'GetItem'])
  })

  it('opens when the failures of all instances together reach the ratio, for all of them', async () => {
    const [one, two, three] = [instance(1), instance(2), instance(3)]
    await times(2, one, bad)
    await times(2, two, bad)
    expect(await times(1, one, good)).toEqual(['answered'])
    clock.advance(1)
    for (const breaker of [one, two, three]) expect(await times(1, breaker, good)).toEqual(['refused'])
  })

  it('stays closed below the ratio, and below the number of calls that says something', async () => {
    const breaker = instance()
    await times(7, breaker, good)
    expect(await times(6, breaker, bad)).toEqual(Array(6).fill('failed'))
    name = `downstream-${next++}`
    expect(await times(3, instance(), bad)).toEqual(Array(3).fill('failed'))
  })

  it('forgets failures of an earlier window', async () => {
    const breaker = instance()
    await times(3, breaker, bad)
    clock.advance(31)
    await times(3, breaker, bad)
    expect(await times(1, breaker, good)).toEqual(['answered'])
  })

  it('does not take a refusal for good reasons as a failure of the downstream', async () => {
    const breaker = instance()
    const refuse = async () => {
      throw new PermanentError('NO_SUCH_CUSTOMER', 'there is none')
    }
    await times(20, breaker, refuse)
    expect(await times(1, breaker, good)).toEqual(['answered'])
  })

  it('takes a call without an answer at the deadline as a failure', async () => {
    const breaker = instance()
    for (let call = 0; call < 4; call++) {
      const abort = new AbortController()
      const { promise: called, resolve } = Promise.withResolvers<void>()
      const neverAnswers = () => {
        resolve()
        return new Promise(() => {})
      }
      const pending = outcome(breaker.run(neverAnswers, abort.signal))
      await called
      abort.abort(new Error('deadline'))
      expect(await pending).toBe('failed')
    }
    clock.advance(1)
    expect(await times(1, breaker, good)).toEqual(['refused'])
  })

  it('tells how long to wait, spread so that not all come back at once', async () => {
    await times(4, instance(), bad)
    const waits = await Promise.all(
      Array.from({ length: 20 }, async (_, seed) => {
        const error = await instance(seed * 7919)
          .run(good)
          .catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'CIRCUIT_OPEN', downstream: name })
        return (error as DeferredError).delaySeconds ?? 0
      }),
    )
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(30)
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(5)
  })

  it('lets a few probes through when the time is over, and closes when they succeed', async () => {
    await times(4, instance(), bad)
    clock.advance(31)
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const probes = [1, 2].map((seed) => outcome(instance(seed).run(() => held)))
    await eventually(() => expect(dynamo.calls.filter((call) => call === 'UpdateItem').length).toBeGreaterThan(7))
    expect(await times(1, instance(3), good)).toEqual(['refused'])
    release()
    expect(await Promise.all(probes)).toEqual(['answered', 'answered'])
    expect(await times(3, instance(4), good)).toEqual(Array(3).fill('answered'))
  })

  it('opens again for twice as long when a probe fails', async () => {
    await times(4, instance(), bad)
    clock.advance(31)
    expect(await times(1, instance(), bad)).toEqual(['failed'])
    clock.advance(31)
    expect(await times(1, instance(), good)).toEqual(['refused'])
    clock.advance(30)
    expect(await times(2, instance(), good)).toEqual(['answered', 'answered'])
  })

  it('gives new probes when earlier ones have died', async () => {
    await times(4, instance(), bad)
    clock.advance(31)
    for (const seed of [1, 2]) void instance(seed).run(() => new Promise(() => {}))
    await eventually(async () => expect(await outcome(instance(9).run(good))).toBe('refused'))
    clock.advance(21)
    expect(await times(2, instance(), good)).toEqual(['answered', 'answered'])
  })

  it('lets calls through when its own table fails', async () => {
    dynamo.faults.push(...Array<'refuse'>(60).fill('refuse'))
    expect(await times(1, instance(), good)).toEqual(['answered'])
  })
})
