import { recordOrderOutcome } from '../../events/commands/order.ts'
import type { Effects } from '../runtime/effects/effects.ts'
import type { OrderStatus } from './order.ts'

/**
 * Sends the outcome to the request that waits for it, if one does, in the transaction with the event that ends the order. In a file of its
 * own, because only the consumer of the checkout's decisions may send commands.
 */
export function replyOutcome(effects: Effects, orderId: string, status: OrderStatus): void {
  if (effects.replyTo !== recordOrderOutcome.addressee || status === 'pending') return
  effects.send(recordOrderOutcome, { order_id: orderId, status })
}
