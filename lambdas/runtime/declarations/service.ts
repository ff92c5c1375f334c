import type { StoredAggregate } from '../aggregate/aggregate.ts'
import type { ApiDescription } from './api-description.ts'
import type { ConsumerDeclaration } from './consumer.ts'
import type { ReadModel } from './define-read-model.ts'
import type { Route } from './routes.ts'
import type { TableIndex } from './table-index.ts'
import type { Uses } from './uses.ts'

export type { TableIndex }

/** Environment variable: how many requests of the service may wait at once, over all instances. */
export const WAITING_PLACES_VARIABLE = 'WAITING_PLACES'

/** Keys of these places in the table of dedup markers; `*` for all, as a policy names them. */
export const waitingKey = (service: string, place: number | '*'): string => `waiting:${service}#${place}`

export interface ApiDeclaration {
  readonly routes: readonly Route[]
  /** The description of the API for its callers; it becomes OpenAPI (see `describeApi`). */
  readonly description: ApiDescription
  readonly uses: Uses
  /** Seconds, 1 to 29 (API Gateway answers 503 after 30). Default 10. */
  readonly timeoutSeconds?: number
  /** Default 1024: CPU comes with memory, and this path is what a caller waits for. */
  readonly memoryMb?: number
  /** True where a request may be held until its outcome is known (`Prefer: wait`). Default false. */
  readonly waits?: boolean
  /** File in the service's folder that exports `handler`. Default `api.ts`. */
  readonly entry?: string
}

export interface ServiceDeclaration {
  /** Name of the service's folder under `lambdas/`. */
  readonly name: string
  /** Its own table: string keys `pk` and `sk`, TTL attribute `expires_at`, and these indexes. Absent: no table. */
  readonly table?: { readonly indexes?: readonly TableIndex[] }
  /** Its own bucket (audit). */
  readonly bucket?: boolean
  readonly consumers: readonly ConsumerDeclaration[]
  /**
   * Its event-sourced aggregates; operators can verify that every stored event still folds into them, and its functions may
   * keep snapshots of those that have some.
   */
  readonly aggregates?: readonly StoredAggregate[]
  /** Read models in its table, each kept by the consumer of the same name; operators can rebuild and verify them. */
  readonly readModels?: readonly ReadModel[]
  readonly api?: ApiDeclaration
}

/** A service: everything that infrastructure, catalog and tools derive from. Registered by one line in `lib/services.ts`. */
export const defineService = <const Service extends ServiceDeclaration>(service: Service): Service => service
