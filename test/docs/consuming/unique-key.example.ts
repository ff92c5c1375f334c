import { paymentProcessed } from '../../../events/payment.ts'
import type { HandlersOf } from '../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { putOnce } from '../../../lambdas/runtime/idempotency/unique-key.ts'

export const bookkeepingConsumer = defineConsumer({
  name: 'bookkeeping',
  subscribesTo: [paymentProcessed],
  delivery: 'effectively-once',
  idempotency: 'unique-key',
  uses: { table: 'write' },
})

/** One ledger entry per event; its key follows from the event alone. */
export const bookkeepingHandlers = (table: string): HandlersOf<typeof bookkeepingConsumer> => ({
  'payment.processed': ({ event_id, timestamp, data }, { effects }) => {
    const amount = { N: String(data.amount) }
    effects.put(putOnce(table, { pk: { S: `ledger#${timestamp.slice(0, 7)}` }, sk: { S: event_id }, amount }))
  },
})
