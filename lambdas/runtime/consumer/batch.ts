import type { Invocation } from './invocation.ts'
import type { Delivery } from './message.ts'
import type { Processed } from './outcome.ts'
import type { BatchMemory } from './settle-message.ts'

/** The messages of one invocation on their way to their outcomes. */
export interface Batch {
  readonly invocation: Invocation
  readonly memory: BatchMemory
  readonly results: Map<Delivery, Processed>
  /** Parked events that have run beside it. */
  readonly released: Processed[]
}
