import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import {
  derivedLimits,
  leastReceives,
  retryTimeline,
  worstCaseSeconds,
} from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { delayBoundSeconds } from '../../../../lambdas/runtime/retry/backoff.ts'

const consumer = (options: Partial<ConsumerOptions> = {}) =>
  defineConsumer({ name: 'one', subscribesTo: [orderCreated], delivery: 'at-least-once', ...options })

describe('limits that are derived from a declaration', () => {
  it('hold a message back for six times the timeout, and its marker for as long as it can come back', () => {
    expect(derivedLimits(consumer())).toMatchObject({
      visibilityTimeoutSeconds: 60,
      retentionSeconds: 4 * 86_400,
      deadLetterRetentionSeconds: 14 * 86_400,
      dedupTtlSeconds: 34 * 86_400,
    })
  })

  it('leave room for receives that are no attempt', () => {
    expect(leastReceives(consumer())).toBe(16)
    expect(leastReceives(consumer({ ordering: 'aggregate' }))).toBe(70)
    expect(leastReceives(consumer({ breakers: ['ses'] }))).toBe(216)
    expect(derivedLimits(consumer({ retry: { maxAttempts: 100 }, ordering: 'aggregate' })).maxReceiveCount).toBe(1000)
  })

  it('let no backlog become dead letters within four hours of an outage', () => {
    expect(derivedLimits(consumer()).maxReceiveCount).toBe(240)
    expect(derivedLimits(consumer({ timeoutSeconds: 60 })).maxReceiveCount).toBe(40)
    expect(derivedLimits(consumer({ timeoutSeconds: 900 })).maxReceiveCount).toBe(16)
    expect(derivedLimits(consumer({ timeoutSeconds: 1 })).maxReceiveCount).toBe(1000)
  })

  it('double the wait up to its cap', () => {
    const timeline = retryTimeline({ maxAttempts: 6, firstDelaySeconds: 2, maxDelaySeconds: 10 })
    expect(timeline.map(({ atSeconds }) => atSeconds)).toEqual([0, 2, 6, 14, 24, 34])
  })

  it('are the waits that the runtime keeps', () => {
    const policy = { maxAttempts: 20, firstDelaySeconds: 3, maxDelaySeconds: 900 }
    for (const { number, delaySeconds } of retryTimeline(policy).slice(1)) {
      expect(delaySeconds).toBe(delayBoundSeconds(policy, number - 1))
    }
  })

  it('count every attempt at its timeout in the worst case', () => {
    expect(worstCaseSeconds(consumer())).toBe(31 + 60)
  })
})
