import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { holdSeconds, outageSeconds } from '../../../../lambdas/runtime/retry/hold.ts'

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

describe('the wait of a message about which nothing could be decided', () => {
  const random = () => 0.5
  const during = (options: Partial<ConsumerOptions>) => {
    const declaration = defineConsumer({
      name: 'held',
      subscribesTo: [orderCreated],
      delivery: 'at-least-once',
      ...options,
    })
    return (receiveCount: number, now: number) =>
      outageSeconds({ declaration, random, clock: { now: () => now } }, { receiveCount, sentAt })
  }

  it.each<Partial<ConsumerOptions>>([
    { timeoutSeconds: 300 },
    { timeoutSeconds: 900 },
    { timeoutSeconds: 120, ordering: 'aggregate', batchSize: 1, retentionDays: 13 },
  ])('%j is minutes while the message is young, however few its receives are', (options) => {
    const wait = during(options)
    for (let receiveCount = 1; receiveCount < 6; receiveCount++)
      expect(wait(receiveCount, sentAt + 60_000)).toBeLessThanOrEqual(600)
  })

  it.each<Partial<ConsumerOptions>>([{}, { timeoutSeconds: 60 }, { timeoutSeconds: 300 }, { timeoutSeconds: 900 }])(
    '%j lasts until its queue forgets it, if the outage does',
    (options) => {
      const wait = during(options)
      const { maxReceiveCount, retentionSeconds } = limits(options)
      let now = sentAt
      let receiveCount = 1
      for (; receiveCount < maxReceiveCount && now < sentAt + retentionSeconds * 1000; receiveCount++)
        now += Math.max(1, wait(receiveCount, now)) * 1000
      expect((now - sentAt) / 1000).toBeGreaterThan(retentionSeconds * 0.85)
    },
  )
})
