import { customerProfileUpdated, customerRegistered } from '../../../events/customer.ts'
import type { HandlersOf, MessageHandler } from '../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { putIfNewer } from '../../../lambdas/runtime/idempotency/versioned.ts'

export const addressBookConsumer = defineConsumer({
  name: 'address-book',
  subscribesTo: [customerRegistered, customerProfileUpdated],
  delivery: 'effectively-once',
  idempotency: 'versioned',
  uses: { table: 'write' },
})

/** Each event carries the customer's whole state, so the newest one is all that counts. */
export function addressBookHandlers(table: string): HandlersOf<typeof addressBookConsumer> {
  const copy: MessageHandler<{ data: { customer_id: string; email: string }; sequence: number }> = (
    event,
    { effects },
  ) => {
    const { customer_id, email } = event.data
    const item = { pk: { S: customer_id }, sk: { S: 'customer' }, email: { S: email } }
    effects.put(putIfNewer(table, item, { attribute: 'sequence', sequence: event.sequence }))
  }
  return { 'customer.registered': copy, 'customer.profile_updated': copy }
}
