import type { EventOf } from '../../events/define-event.ts'
import type { inventoryRejected } from '../../events/inventory.ts'
import type { checkoutConsumer } from './consumers.ts'
import type { ProcessInput } from './state-machine.ts'

type Subscribed = EventOf<(typeof checkoutConsumer.subscribesTo)[number]>

/** A fact that moves a checkout on. */
export type CheckoutEvent = Exclude<Subscribed, { readonly event_type: 'order.created' }>

/**
 * What an event says to the state machine. A refusal because the order was cancelled says that, too, and may well come
 * before `order.cancelled` itself.
 */
export function messagesIn(event: CheckoutEvent): readonly ProcessInput[] {
  const isLate =
    (event.event_type === 'payment.failed' || event.event_type === 'inventory.rejected') &&
    event.data.reason === 'order_cancelled'
  return isLate ? ['order.cancelled', event.event_type] : [event.event_type]
}

/** The part of the failure that the customer may be told, at most 500 characters; it becomes the reason of the cancellation. */
export function explanationOf(event: CheckoutEvent): string | undefined {
  if (event.event_type === 'payment.failed') return event.data.reason
  if (event.event_type === 'inventory.rejected') return explainRejection(event.data)
  return undefined
}

const MAX_LENGTH = 500

function explainRejection({ reason, shortages }: EventOf<typeof inventoryRejected>['data']): string {
  const lines = shortages.map((line) => `${line.product_id}: ${line.requested} ordered, ${line.available} in stock`)
  return (lines.join('; ') || reason).slice(0, MAX_LENGTH)
}
