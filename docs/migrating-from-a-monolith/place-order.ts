import { orderCreated } from '../../events/order.ts'
import { draft } from '../../lambdas/runtime/aggregate/event-draft.ts'
import { Effects, type EffectsEnvironment } from '../../lambdas/runtime/effects/effects.ts'
import type { Order } from './departments.ts'

/** Decides that the order is placed: stages the fact, and nothing else. */
export function placeOrder(environment: EffectsEnvironment, order: Order): Effects {
  const request = environment.ids.next('req')
  const effects = new Effects(environment, { correlation_id: request, causation_id: request })
  effects.append({ aggregateId: order.order_id, after: 0 }, [draft(orderCreated, order)])
  return effects
}
