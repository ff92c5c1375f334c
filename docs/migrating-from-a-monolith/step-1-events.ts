import type { EffectsEnvironment } from '../../lambdas/runtime/effects/effects.ts'
import type { InProcessBus } from '../../lambdas/runtime/in-process-bus/in-process-bus.ts'
import { mailer, mailerHandlers, sales, salesHandlers } from './consumers.ts'
import type { Departments, Shop } from './departments.ts'
import { placeOrder } from './place-order.ts'

/** The order states a fact; who wants to know subscribes. Nobody downstream can slow it or fail it any more. */
export function shop(environment: EffectsEnvironment, bus: InProcessBus, departments: Departments): Shop {
  bus.subscribe(mailer, mailerHandlers(departments))
  bus.subscribe(sales, salesHandlers(departments))
  return {
    placeOrder: async (order) => {
      const { events } = placeOrder(environment, order)
      void bus.publish(...events)
    },
  }
}
