import { commitEffects } from '../../lambdas/runtime/effects/commit.ts'
import type { CommitEnvironment } from '../../lambdas/runtime/effects/commit-units.ts'
import type { EffectsEnvironment } from '../../lambdas/runtime/effects/effects.ts'
import type { Shop } from './departments.ts'
import { placeOrder } from './place-order.ts'

/** Everyone has moved out. Placing an order is one conditional write. */
export const shop = (environment: EffectsEnvironment & CommitEnvironment): Shop => ({
  placeOrder: async (order) => {
    await commitEffects(environment, placeOrder(environment, order))
  },
})
