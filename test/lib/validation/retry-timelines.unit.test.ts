import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../events/order.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { retryTimelines } from '../../../lib/validation/retry-timelines.ts'

const subscribesTo = [orderCreated]

describe('retry timelines', () => {
  it('show each wait at its longest, their sum, and the worst case', () => {
    const printed = retryTimelines([
      defineConsumer({ name: 'payment', subscribesTo, delivery: 'at-least-once' }),
      defineConsumer({
        name: 'patient',
        subscribesTo,
        delivery: 'at-least-once',
        timeoutSeconds: 60,
        retry: { maxAttempts: 4, firstDelaySeconds: 600, maxDelaySeconds: 900 },
      }),
      defineConsumer({ name: 'telemetry', subscribesTo: '*', delivery: 'at-most-once' }),
    ])
    expect(printed.split('\n')).toEqual([
      'Retries until the dead-letter queue, seconds, each wait at its longest:',
      '  payment    0 +1 +2 +4 +8 +16 = 31 s; 91 s if each attempt takes its 10 s',
      '  patient    0 +600 +900 +900 = 40 min; 44 min if each attempt takes its 60 s',
      '  telemetry  at most once: no retries',
    ])
  })
})
