import type { Deprecation } from '../../events/deprecation.ts'

/** Types of the fields, e.g. `number` or `text?` (optional), by their dotted path, in which `[]` stands for any element: `items[].price`. */
export type Fields = Readonly<Record<string, string>>

export interface CatalogVersion {
  readonly version: number
  readonly fields: Fields
  readonly deprecated?: Deprecation
}

export interface CatalogEvent {
  readonly type: string
  /** The newest one. */
  readonly version: number
  readonly versions: readonly CatalogVersion[]
  readonly aggregate: string
  readonly producer: string
  readonly meaning: string
  readonly deprecated?: Deprecation
}

export interface CatalogCommand {
  readonly type: string
  readonly addressee: string
  readonly meaning: string
  readonly fields: Fields
  /** `schedule`: only a one-time schedule brings it, and no service may send it. Absent: services send it. */
  readonly sentBy?: 'schedule'
  readonly deprecated?: Deprecation
}

/** Of a consumer; its dead-letter queue is of the same kind. */
export interface CatalogQueue {
  readonly kind: 'standard' | 'fifo'
  readonly visibilityTimeoutSeconds: number
  readonly retentionDays: number
  /** Receives after which SQS itself moves a message to the dead-letter queue. */
  readonly maxReceiveCount: number
  readonly deadLetterRetentionDays: number
}

/**
 * What handling a message may lead to, by what the handler may do: state events in the streams of its service, send commands
 * through the outbox, schedule a command to another consumer, send e-mail.
 */
export type Effect = 'states events' | 'sends commands' | 'schedules commands' | 'sends e-mail'

export interface CatalogConsumer {
  readonly name: string
  readonly service: string
  readonly subscribesTo: readonly string[] | '*'
  readonly accepts: readonly string[]
  readonly ordering: string
  readonly delivery: string
  readonly idempotency?: string
  /** Fields of `data` that its subscription filters on. */
  readonly filtersOn: readonly string[]
  readonly breakers: readonly string[]
  /** Absent in catalogs that were committed before they had it. */
  readonly queue?: CatalogQueue
  /** Absent in catalogs that were written before it was recorded. */
  readonly effects?: readonly Effect[]
}

export interface CatalogService {
  readonly name: string
  /** E.g. `POST /orders`. */
  readonly routes: readonly string[]
  readonly readModels: readonly string[]
  readonly aggregates: readonly string[]
  readonly sendsCommands: boolean
  /** Whether a request to its API may state events of the service. Absent in catalogs that were written before it was recorded. */
  readonly requestsStateEvents?: boolean
}

/** All that the code declares, as plain data. Each commit has it in `contracts/catalog.json`. */
export interface Catalog {
  readonly events: readonly CatalogEvent[]
  readonly commands: readonly CatalogCommand[]
  readonly services: readonly CatalogService[]
  readonly consumers: readonly CatalogConsumer[]
}

/** Name of the service in `metadata.source` of its events. */
export const producerName = (service: string): string => `${service}-service`
