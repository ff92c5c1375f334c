import type { OutboundSubscription } from '../lambdas/runtime/declarations/outbound-subscription.ts'

/** The subscriptions of other teams to our events, each declared by `defineOutboundSubscription` (docs/cloud-events.md). */
export const subscriptions: readonly OutboundSubscription[] = []
