import { commitEffects } from '../../lambdas/runtime/effects/commit.ts'
import type { CommitEnvironment } from '../../lambdas/runtime/effects/commit-units.ts'
import type { EffectsEnvironment } from '../../lambdas/runtime/effects/effects.ts'
import type { InProcessBus } from '../../lambdas/runtime/in-process-bus/in-process-bus.ts'
import { mailer, mailerHandlers, sales, salesHandlers } from './consumers.ts'
import type { Departments, Shop } from './departments.ts'
import { placeOrder } from './place-order.ts'

/** The fact is stored before anyone hears of it: the event table is the outbox, and a crash loses nothing. */
export function shop(
  environment: EffectsEnvironment & CommitEnvironment,
  bus: InProcessBus,
  departments: Departments,
): Shop {
  bus.subscribe(mailer, mailerHandlers(departments))
  bus.subscribe(sales, salesHandlers(departments))
  return {
    placeOrder: async (order) => {
      const effects = placeOrder(environment, order)
      await commitEffects(environment, effects)
      void bus.publish(...effects.events)
    },
  }
}
