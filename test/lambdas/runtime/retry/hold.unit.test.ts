import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { holdSeconds } from '../../../../lambdas/runtime/retry/hold.ts'

const limits = (options: Partial<ConsumerOptions> = {}) =>
  derivedLimits(defineConsumer({ name: 'held', subscribesTo: [orderCreated], delivery: 'at-least-once', ...options }))

const sentAt = Date.parse('2026-01-01T00:00:00.000Z')

/** Receives until the queue is about to forget the message, or would move it by its redrive limit. */
function lifeOf(options: Partial<ConsumerOptions>, wantedSeconds: number) {
  const kept = limits(options)
  let now = sentAt
  let receiveCount = 1
  const waits: number[] = []
  while (receiveCount < kept.maxReceiveCount - 1 && now < sentAt + kept.retentionSeconds * 1000) {
    const seconds = holdSeconds(kept, { receiveCount, sentAt }, wantedSeconds, now)
    waits.push(seconds)
    now += seconds * 1000
    receiveCount++
  }
  return { waits, days: (now - sentAt) / 86_400_000 }
}

describe('the wait of a message whose consumer is held', () => {
  it.each<[Partial<ConsumerOptions>, number]>([
    [{}, 300],
    [{ timeoutSeconds: 60 }, 300],
    [{ timeoutSeconds: 60 }, 900],
    [{ timeoutSeconds: 900 }, 300],
    [{ timeoutSeconds: 1, retentionDays: 1 }, 30],
  ])('%j lasts until its queue forgets it, asked for every %i s', (options, wanted) => {
    const { waits, days } = lifeOf(options, wanted)
    expect(days).toBeGreaterThan((options.retentionDays ?? 4) * 0.85)
    expect(waits[0]).toBe(wanted)
    // SQS: "The default visibility timeout … maximum is 12 hours", counted from the receive.
    expect(Math.max(...waits)).toBeLessThanOrEqual(43_200 - 900)
  })

  it('is what was asked for where nobody knows when the message was sent', () => {
    expect(holdSeconds(limits(), { receiveCount: 200, sentAt: 0 }, 30, sentAt)).toBe(30)
  })

  it('ends before the queue forgets the message, for a last look', () => {
    const now = sentAt + (4 * 86_400 - 400) * 1000
    expect(holdSeconds(limits(), { receiveCount: 3, sentAt }, 900, now)).toBe(280)
  })
})
