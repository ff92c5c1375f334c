import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits, worstCaseSeconds } from '../../../../lambdas/runtime/declarations/derived-limits.ts'

const consumer = (options: Partial<ConsumerOptions>) =>
  defineConsumer({ name: 'one', subscribesTo: [orderCreated], delivery: 'at-least-once', ...options })

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
describe('how many messages an invocation gets', () => {
  it('is up to 10,000 with a batch window, which the derived limits of the queue take into account', () => {
    const large = consumer({ batchSize: 10_000, batchWindowSeconds: 300, timeoutSeconds: 60 })
    expect(derivedLimits(large).visibilityTimeoutSeconds).toBe(6 * 60 + 300)
    expect(worstCaseSeconds(large)).toBe(31 + 6 * (60 + 300))
  })

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: on a quiet queue Lambda may wait 20 s, however short the window is.
  it('stays invisible while Lambda waits on a quiet queue, whose wait is longer than a short window', () => {
    expect(derivedLimits(consumer({ batchWindowSeconds: 1, timeoutSeconds: 1 })).visibilityTimeoutSeconds).toBe(20 + 1)
    expect(derivedLimits(consumer({ batchWindowSeconds: 1, timeoutSeconds: 4 })).visibilityTimeoutSeconds).toBe(
      6 * 4 + 1,
    )
    expect(derivedLimits(consumer({ timeoutSeconds: 1 })).visibilityTimeoutSeconds).toBe(6)
  })

  it.each<[string, Partial<ConsumerOptions>, string]>([
    [
      'more than 10 without a window',
      { batchSize: 11 },
      'batchSize is 11: more than 10 need a batchWindowSeconds of at least 1.',
    ],
    [
      'more than 10,000',
      { batchSize: 10_001, batchWindowSeconds: 1 },
      'batchSize is 10001, allowed are whole numbers from 1 to 10000.',
    ],
    [
      'a window above five minutes',
      { batchWindowSeconds: 301 },
      'batchWindowSeconds is 301, allowed are whole numbers from 0 to 300.',
    ],
    [
      'half a second',
      { batchWindowSeconds: 0.5 },
      'batchWindowSeconds is 0.5, allowed are whole numbers from 0 to 300.',
    ],
    [
      'more than 10 in order',
      { batchSize: 11, ordering: 'aggregate' },
      'batchSize is 11, allowed are whole numbers from 1 to 10.',
    ],
    [
      'a window for what comes in order',
      { batchWindowSeconds: 1, ordering: 'aggregate' },
      'batchWindowSeconds is 1, allowed are whole numbers from 0 to 0.',
    ],
  ])('is refused as AWS refuses it: %s', (_, options, message) => {
    expect(() => consumer(options)).toThrow(`Consumer "one": ${message}`)
  })
})
