import { commitEffects } from '../../lambdas/runtime/effects/commit.ts'
import type { CommitEnvironment } from '../../lambdas/runtime/effects/commit-units.ts'
import type { EffectsEnvironment } from '../../lambdas/runtime/effects/effects.ts'
import type { InProcessBus } from '../../lambdas/runtime/in-process-bus/in-process-bus.ts'
import { sales, salesHandlers } from './consumers.ts'
import type { Departments, Shop } from './departments.ts'
import { placeOrder } from './place-order.ts'

/** One line less: the mailer runs behind its own queue now, fed by the event table's stream. */
export function shop(
  environment: EffectsEnvironment & CommitEnvironment,
  bus: InProcessBus,
  departments: Pick<Departments, 'recordSale'>,
): Shop {
  bus.subscribe(sales, salesHandlers(departments))
  return {
    placeOrder: async (order) => {
      const effects = placeOrder(environment, order)
      await commitEffects(environment, effects)
      void bus.publish(...effects.events)
    },
  }
}
