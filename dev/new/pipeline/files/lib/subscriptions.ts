import type { OutboundSubscription } from '../lambdas/runtime/declarations/outbound-subscription.ts'

/** The events of ours that other teams receive, each declared by `defineOutboundSubscription` (docs/cloud-events.md). */
export const subscriptions: readonly OutboundSubscription[] = []
