import type { ItemReader } from '../aws/item-reader.ts'
import type { CommitOptions } from '../effects/commit-units.ts'
import type { Effects, EffectsEnvironment } from '../effects/effects.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import type { EventStore } from '../event-store/event-store.ts'
import type { Random } from '../system/random.ts'
import type { Timers } from '../system/timers.ts'
import type { CallerRules } from './caller.ts'
import type { RequestTraces } from './traced.ts'

/** Structured log lines; Powertools' logger is one. */
export interface ApiLog {
  info(message: string, fields: Record<string, unknown>): void
  error(message: string, fields: Record<string, unknown>): void
}

/** The dependencies of an API function: made once per function, in the service's `api.ts`. */
export interface ApiEnvironment {
  /** Name of the service, e.g. `order`. */
  readonly service: string
  readonly callers: CallerRules
  readonly effects: EffectsEnvironment
  readonly eventStore: EventStore
  /**
   * Stores everything staged, `first` before it, or nothing.
   * @throws {ConflictError} if another writer was first, or whatever a refused write brings.
   */
  readonly commit: (
    effects: Pick<Effects, 'writes'>,
    first: readonly StagedWrite[],
    options: CommitOptions,
  ) => Promise<unknown>
  /** Reads the answer that is kept under a request's Idempotency-Key, where nothing is committed. */
  readonly readItem: ItemReader['get']
  /** Keeps answers under their Idempotency-Key; absent on a service without commands. */
  readonly processedTable?: string
  readonly timers: Timers
  readonly random: Random
  readonly log: ApiLog
  /** Measures the duration of requests; absent: not measured. */
  readonly metricsNamespace?: string
  /** Loads what records traces; absent: none are. */
  readonly traces?: () => Promise<RequestTraces>
}
