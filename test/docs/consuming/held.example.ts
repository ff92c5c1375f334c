import { expect, it } from 'vitest'
import { orderEvents } from '../../../events/order.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { PermanentError } from '../../../lambdas/runtime/errors.ts'
import { consumerHarness } from '../../../lambdas/runtime/testing/consumer-harness.ts'
import { orderHistory } from '../../support/events.ts'

const ledgerConsumer = defineConsumer({
  name: 'ledger',
  subscribesTo: orderEvents,
  ordering: 'aggregate', // and so onDeadLetter: 'hold'
  delivery: 'effectively-once',
  idempotency: 'atomic',
})

it('waits behind the third event of an order, and goes on once that can be handled', async () => {
  const done: number[] = []
  let isBroken = true
  const handle = ({ sequence }: { readonly sequence: number }) => {
    if (sequence === 3 && isBroken) throw new PermanentError('BROKEN', 'cannot do the third')
    done.push(sequence)
  }
  const harness = consumerHarness(ledgerConsumer, {
    'order.created': handle,
    'order.confirmed': handle,
    'order.cancelled': handle,
    'order.status_updated': handle,
  })

  await harness.deliver(...orderHistory(1, 4))
  expect(done).toEqual([1, 2])
  expect(harness.parked).toMatchObject([{ group: 'ord_1', events: [{ position: 3 }, { position: 4 }] }])

  isBroken = false
  await harness.release('ord_1')
  expect(done).toEqual([1, 2, 3, 4])
  expect(harness.parked).toEqual([])
})
