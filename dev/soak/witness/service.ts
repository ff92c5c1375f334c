import { accountOpened, moneyDeposited, moneyWithdrawn } from '../../../events/account.ts'
import { orderEvents } from '../../../events/order.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { defineService } from '../../../lambdas/runtime/declarations/service.ts'

/**
 * Takes what the ordered consumers of the system take, and writes down what it gets: the sequences of each aggregate, in one list, in the order
 * in which they take effect. The list grows in the transaction that also writes the marker, so an event that is missing, doubled or overtaken is
 * seen in it, whatever the log says. The effects of the others cannot show that: each of their documents goes by its own version.
 */
export const witnessConsumer = defineConsumer({
  name: 'soak-witness',
  subscribesTo: [...orderEvents, accountOpened, moneyDeposited, moneyWithdrawn],
  ordering: 'aggregate',
  delivery: 'effectively-once',
  idempotency: 'atomic',
  uses: { table: ['update'] },
  // Services lie in `lambdas/`. This one is not deployed, so it lies here.
  entry: '../../dev/soak/witness/handler.ts',
})

/** Only the soak has this service in its stack. */
export const witnessService = defineService({ name: 'soak-witness', table: {}, consumers: [witnessConsumer] })
