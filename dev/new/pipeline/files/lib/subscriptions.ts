import type { OutboundSubscription } from '../lambdas/runtime/declarations/outbound-subscription.ts'

/** What other teams get of our events, each by `defineOutboundSubscription` (docs/cloud-events.md). */
export const subscriptions: readonly OutboundSubscription[] = []
