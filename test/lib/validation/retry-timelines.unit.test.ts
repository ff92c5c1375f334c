import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../events/order.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { retryTimelines } from '../../../lib/validation/retry-timelines.ts'

const subscribesTo = [orderCreated]

describe('retry timelines', () => {
  it('show the preset, each wait at its longest, their sum and half of it, and the worst case', () => {
    const own = { timeoutSeconds: 60, retry: { maxAttempts: 4, firstDelaySeconds: 600, maxDelaySeconds: 900 } }
    const atLeastOnce = { subscribesTo, delivery: 'at-least-once' } as const
    const printed = retryTimelines([
      defineConsumer({ name: 'payment', ...atLeastOnce }),
      defineConsumer({ name: 'checkout', ...atLeastOnce, retry: 'downstream' }),
      defineConsumer({ name: 'patient', ...atLeastOnce, ...own }),
      defineConsumer({ name: 'once', ...atLeastOnce, retry: { maxAttempts: 1 } }),
      defineConsumer({ name: 'telemetry', subscribesTo: '*', delivery: 'at-most-once' }),
    ])
    expect(printed.split('\n')).toEqual([
      'Retries until the dead-letter queue, seconds, each wait at its longest (what is deferred counts as no attempt):',
      '  payment    store       0 +1 +2 +4 +8 +16 = up to 31 s, 16 s on average; 91 s if each attempt takes its 10 s',
      '  checkout   downstream  0 +1 +2 +4 +8 +16 +32 +64 +128 +256 +512 +900 ×29 = up to 7.5 h, 3.8 h on average; 7.6 h if each attempt takes its 10 s',
      '  patient    own         0 +600 +900 +900 = up to 40 min, 20 min on average; 44 min if each attempt takes its 60 s',
      '  once       own         0 = up to 0 s, 0 s on average; 10 s if each attempt takes its 10 s',
      '  telemetry  at most once: no retries',
    ])
  })
})
