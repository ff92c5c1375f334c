import type { Delivery } from '../messages/message.ts'
import type { SettledDelivery } from '../messages/outcome.ts'
import type { Invocation } from './invocation.ts'
import type { BatchMemory } from './settle-message.ts'

/** The messages of one invocation on their way to their outcomes. */
export interface Batch {
  readonly invocation: Invocation
  readonly memory: BatchMemory
  readonly results: Map<Delivery, SettledDelivery>
  /** Parked events that have run beside it. */
  readonly released: SettledDelivery[]
}
