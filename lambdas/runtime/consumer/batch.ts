import type { Delivery } from '../messages/message.ts'
import type { SettledDelivery } from '../messages/outcome.ts'
import type { Invocation } from './invocation.ts'
import type { BatchMemory } from './settle-message.ts'

/** The messages of one invocation on their way to their outcomes. */
export interface Batch {
  readonly invocation: Invocation
  readonly memory: BatchMemory
  readonly results: Map<Delivery, SettledDelivery>
  /** Parked events that were released, and have run, in this invocation. */
  readonly released: SettledDelivery[]
  /**
   * Wake-ups whose heads may have crashed their functions, each with how often. A release that runs beside others does not run such
   * a head: it notes the wake-up here and gives up its lease. Absent where the release runs alone.
   */
  readonly suspectedPoison?: Map<Delivery, number>
}
