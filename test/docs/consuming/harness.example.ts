import { expect, it } from 'vitest'
import { TransientError } from '../../../lambdas/runtime/errors.ts'
import { consumerHarness } from '../../../lambdas/runtime/testing/consumer-harness.ts'
import { orderConfirmedEvent } from '../../support/events.ts'
import { type Carrier, shippingConsumer, shippingHandlers } from './lease.example.ts'

it('books once the carrier is back, with the same key', async () => {
  const keys: string[] = []
  const carrier: Carrier = {
    book: async (_orderId, { idempotencyKey }) => {
      keys.push(idempotencyKey)
      if (keys.length === 1) throw new TransientError('CARRIER_DOWN', 'no answer')
    },
  }
  const harness = consumerHarness(shippingConsumer, shippingHandlers(carrier))

  expect(await harness.deliver(orderConfirmedEvent(1))).toMatchObject([{ kind: 'failed', delaySeconds: 1 }])
  expect(harness.waiting).toMatchObject([{ dueInSeconds: 1 }])
  expect(await harness.advance(1)).toMatchObject([{ kind: 'processed' }])
  expect(new Set(keys).size).toBe(1)

  harness.openCircuit('carrier', 30)
  expect(await harness.deliver(orderConfirmedEvent(2))).toMatchObject([{ kind: 'deferred', delaySeconds: 30 }])
  expect(harness.deadLetters).toEqual([])
})
