import type { Effects, EffectsEnvironment } from '../effects/effects.ts'
import type { EventStore } from '../event-store/event-store.ts'

/** What an API function is given: made once per function, in the service's `api.ts`. */
export interface ApiEnvironment {
  /** Name of the service, e.g. `order`. */
  readonly service: string
  readonly effects: EffectsEnvironment
  readonly eventStore: EventStore
  /** Stores everything staged, or nothing. @throws {ConflictError} if another writer was first. */
  readonly commit: (effects: Effects) => Promise<void>
  /** Where answers are kept under their Idempotency-Key; absent on a service without commands. */
  readonly processedTable?: string
  /** In [0, 1); spreads retries. */
  readonly random: () => number
}
