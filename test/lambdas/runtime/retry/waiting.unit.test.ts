import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits, retryTimeline } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { retryPresets } from '../../../../lambdas/runtime/declarations/retry.ts'
import { DeferredError, TransientError, UnavailableError } from '../../../../lambdas/runtime/errors.ts'
import { deferralSeconds } from '../../../../lambdas/runtime/retry/backoff.ts'
import { consumerHarness } from '../../../../lambdas/runtime/testing/consumer-harness.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

const strategies = {
  atomic: { delivery: 'effectively-once', idempotency: 'atomic' },
  lease: { delivery: 'effectively-once', idempotency: 'lease' },
} as const

/** A consumer whose downstream fails until it is back. */
function during(thrown: unknown, options: Partial<ConsumerOptions> = {}, random = 0.5) {
  const outage = { over: false }
  const declaration = defineConsumer({
    name: 'waiting',
    subscribesTo: [orderCreated],
    ...strategies.atomic,
    ...options,
  } as ConsumerOptions & { subscribesTo: [typeof orderCreated] })
  const handlers = {
    'order.created': () => {
      if (!outage.over) throw thrown
    },
  }
  const harness = consumerHarness(declaration, handlers, { random: () => random })
  return { harness, outage }
}

/** As the SDK's clients throw. */
const sdkError = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode, attempts: 4 } })
const networkError = (code: string) => Object.assign(new Error(code), { code })

const away: readonly (readonly [string, Error])[] = [
  ['throttling', sdkError('ThrottlingException', 400)],
  ['too little throughput', sdkError('ProvisionedThroughputExceededException', 400)],
  ['too many requests', sdkError('TooManyRequestsException', 429)],
  ['refused connections', networkError('ECONNREFUSED')],
  ['names that do not resolve', new TypeError('fetch failed', { cause: networkError('EAI_AGAIN') })],
]
const awayOrDone: readonly (readonly [string, Error])[] = [
  ['an error of the service', sdkError('InternalServerError', 500)],
  ['an unavailable service', sdkError('ServiceUnavailable', 503)],
  ['no answer in time', sdkError('TimeoutError')],
  ['broken connections', networkError('ECONNRESET')],
]

describe('what is away comes back', () => {
  it.each([...away, ...awayOrDone])('%s: an outage of three hours spends no attempt', async (_, error) => {
    const { harness, outage } = during(error)
    await harness.deliver(orderCreatedEvent(1))
    expect(new Set((await harness.advance(3 * 3600)).map(({ kind }) => kind))).toEqual(new Set(['deferred']))
    outage.over = true
    expect(await harness.advance(600)).toMatchObject([{ kind: 'processed' }])
  })

  it.each(away)('%s: nor where an outside effect would be repeated', async (_, error) => {
    const { harness } = during(error, strategies.lease)
    expect(await harness.deliver(orderCreatedEvent(1))).toMatchObject([{ kind: 'deferred' }])
  })

  it.each(awayOrDone)('%s: counts where the effect may have happened outside', async (_, error) => {
    const { harness } = during(error, strategies.lease)
    expect(await harness.deliver(orderCreatedEvent(1))).toMatchObject([{ kind: 'failed' }])
  })

  it.each([
    ['a mistake in the code', new TypeError('undefined is not a function')],
    ['a name alone', Object.assign(new Error('mine'), { name: 'ThrottlingException' })],
    ['a refused permission', sdkError('AccessDeniedException', 400)],
    ['a malformed request', sdkError('ValidationException', 400)],
    ['a failure that says so', new TransientError('DOWN', 'not now')],
  ])('%s is a failure, and a dead letter within the minute', async (_, error) => {
    const { harness } = during(error)
    await harness.deliver(orderCreatedEvent(1))
    await harness.advance(60)
    expect(harness.deadLetters).toHaveLength(1)
  })
})

describe('an error that cannot be read', () => {
  const circle = new Error('round')
  circle.cause = new Error('and round', { cause: circle })
  const trap = Object.defineProperty(new Error('trap'), '$metadata', {
    get: () => {
      throw new Error('gotcha')
    },
  })
  it.each([
    ['causes in a circle', circle],
    ['a trap in place of metadata', trap],
  ])('is a failure like any other: %s', async (_, error) => {
    const { harness } = during(error)
    expect(await harness.deliver(orderCreatedEvent(1))).toMatchObject([{ kind: 'failed' }])
  })
})

describe('the preset "downstream"', () => {
  it('outlasts an outage of minutes, whatever the jitter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.25, max: 0.999, noNaN: true }), async (random) => {
        const { harness, outage } = during(new Error('down'), { retry: 'downstream' }, random)
        await harness.deliver(orderCreatedEvent(1))
        await harness.advance(600)
        outage.over = true
        await harness.advance(900)
        expect([harness.deadLetters.length, harness.waiting.length]).toEqual([0, 0])
      }),
      { numRuns: 20 },
    )
  })

  it('lasts four hours on average, and "store" half a minute', () => {
    const longest = (preset: keyof typeof retryPresets) => retryTimeline(retryPresets[preset]).at(-1)?.atSeconds ?? 0
    expect(longest('downstream') / 2 / 3600).toBeCloseTo(3.8, 1)
    expect(longest('store')).toBe(31)
  })

  it('is known by its name only, and an unknown one is refused with those there are', () => {
    const declare = (retry: unknown) =>
      defineConsumer({ name: 'one', subscribesTo: [orderCreated], delivery: 'at-least-once', retry } as ConsumerOptions)
    expect(declare('downstream').retry).toEqual(retryPresets.downstream)
    expect(declare({ maxAttempts: 3 }).retry).toEqual({ ...retryPresets.store, maxAttempts: 3 })
    for (const name of ['upstream', 'toString']) {
      expect(() => declare(name)).toThrow(
        `Consumer "one": retry is "${name}", allowed are store, downstream, or figures of your own.`,
      )
    }
  })
})

describe('a deferred message that nobody can say a time for', () => {
  it.each([
    ['is not there yet', new DeferredError('EARLY', 'not there yet')],
    ['is unavailable', new UnavailableError('DOWN', 'not now')],
  ])('comes back soon, then ever later: its downstream %s', async (_, error) => {
    const { harness } = during(error, {}, 0)
    const delays: number[] = []
    for (const outcome of [...(await harness.deliver(orderCreatedEvent(1))), ...(await harness.advance(400))]) {
      if ('delaySeconds' in outcome) delays.push(outcome.delaySeconds)
    }
    expect(delays.slice(0, 8)).toEqual([1, 2, 5, 14, 41, 42, 42, 42])
  })

  it('has receives for four hours, whatever the declaration, and is then dead-lettered with its cause', async () => {
    const options = fc.record({
      timeoutSeconds: fc.integer({ min: 1, max: 900 }),
      maxAttempts: fc.integer({ min: 1, max: 100 }),
      isLease: fc.boolean(),
    })
    fc.assert(
      fc.property(options, ({ timeoutSeconds, maxAttempts, isLease }) => {
        const limits = derivedLimits(
          defineConsumer({
            name: 'one',
            subscribesTo: [orderCreated],
            timeoutSeconds,
            retry: { maxAttempts },
            ...strategies[isLease ? 'lease' : 'atomic'],
          }),
        )
        let seconds = 0
        for (let receives = 1; receives < limits.maxReceiveCount - 1; receives++) {
          seconds += deferralSeconds(limits, receives, () => 0.5)
        }
        expect(seconds).toBeGreaterThan(2 * 3600)
        expect(seconds).toBeLessThan(6 * 3600)
      }),
    )
    const { harness } = during(new DeferredError('EARLY', 'not there yet'))
    await harness.deliver(orderCreatedEvent(1))
    await harness.advance(5 * 3600)
    expect(harness.deadLetters).toMatchObject([{ errorType: 'DeferredError:EARLY' }])
  })
})
