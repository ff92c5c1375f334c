import type { Compatibility } from '../../events/compatibility.ts'
import type { Deprecation } from '../../events/deprecation.ts'
import type { EventFilter } from '../../lambdas/runtime/declarations/consumer-options.ts'

/** Values of the fields, e.g. `number, >= 0` or `optional text`, by their dotted path, in which `[]` stands for any element, `[0]` for one of a tuple, `{}` for any key: `items[].price`. */
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
  /** Which changes need no new version. Absent: written before it was recorded. */
  readonly compatibility?: Compatibility
  /** Whether its data may go by reference to a bucket. Absent: no, or written before it was recorded. */
  readonly claimCheck?: true
  readonly deprecated?: Deprecation
}

export interface CatalogCommand {
  readonly type: string
  readonly addressee: string
  readonly meaning: string
  /** Which changes are allowed. Absent: written before it was recorded. */
  readonly compatibility?: Compatibility
  readonly fields: Fields
  /** `schedule`: only a one-time schedule brings it, and no service may send it. Absent: services send it. */
  readonly sentBy?: 'schedule'
  readonly deprecated?: Deprecation
}

/** Queue of a consumer; its dead-letter queue is of the same kind. */
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
  /** Events of other services that it reads where they are stored, without a subscription. Absent: none, or written before it was recorded. */
  readonly readsStored?: readonly string[]
  readonly ordering: string
  readonly delivery: string
  readonly idempotency?: string
  /** Fields of `data` that its subscription filters on. */
  readonly filtersOn: readonly string[]
  /** Conditions of its subscription, as they are declared. Absent: none, or written before it was recorded. */
  readonly filter?: EventFilter
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
  /** Events of other services that a request to its API reads where they are stored. Absent: none, or written before it was recorded. */
  readonly requestsRead?: readonly string[]
}

/** An alarm of the synthesized template. */
export interface CatalogAlarm {
  /** Logical id of its resource, without the digits at its end; part of its name in CloudWatch. */
  readonly name: string
  /** What is wrong when it goes off. */
  readonly says: string
  /** Section of docs/runbook.md that says what to do. */
  readonly section?: string
  /** E.g. `at least 1 in 2 of 3 periods of 60 s`. */
  readonly when: string
  /** Consumers that the alarm watches. If there are none, it watches what all of them share. */
  readonly consumers: readonly string[]
  /** A setting without which it is not there, e.g. `alarms=all`. Absent: every stage has it. */
  readonly onlyWith?: string
}

/** A subscription of another team, which gets the events in a queue of its own. */
export interface CatalogSubscription {
  readonly name: string
  readonly events: readonly string[]
  readonly format: 'cloudevents' | 'event'
  /** Fields of `data` that it filters on. */
  readonly filtersOn: readonly string[]
  /** Its conditions, as they are declared. Absent: none, or written before it was recorded. */
  readonly filter?: EventFilter
  /** In which it is sent something. */
  readonly stages: readonly string[]
}

/** All that the code declares, as plain data. Each commit has it in `contracts/catalog.json`. */
export interface Catalog {
  readonly events: readonly CatalogEvent[]
  readonly commands: readonly CatalogCommand[]
  readonly services: readonly CatalogService[]
  readonly consumers: readonly CatalogConsumer[]
  /** Subscriptions of other teams. Absent in catalogs that were written before it was recorded. */
  readonly subscriptions?: readonly CatalogSubscription[]
  /** Absent in catalogs that were written before they had it. */
  readonly alarms?: readonly CatalogAlarm[]
}

/** Name of the service in `metadata.source` of its events. */
export const producerName = (service: string): string => `${service}-service`
