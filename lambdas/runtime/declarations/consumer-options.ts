import type { CommandDefinition } from '../../../events/define-command.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import type { OnDeadLetter, ParkingLimits } from './parking.ts'
import type { RetryPolicy, RetryPreset } from './retry.ts'
import type { SystemicFailurePolicy } from './systemic-failure.ts'
import type { Uses } from './uses.ts'

export type { RetryPolicy }

/**
 * The delivery guarantee: how often an event's effect happens.
 * - `at-most-once`: acknowledged before the handler runs; a crash loses it. For telemetry.
 * - `at-least-once`: acknowledged after the handler; a crash in between repeats the effect.
 * - `effectively-once`: the effect, or its record, is guarded by a conditional write (see {@link Idempotency}).
 */
export type DeliveryGuarantee = 'at-most-once' | 'at-least-once' | 'effectively-once'

/**
 * The policy for a lease that was claimed and whose holder has vanished: the external effect may have happened, or not.
 * - `retry`: the handler runs again with the same idempotency key. Right when the downstream honours that key.
 * - `dead-letter`: a person looks. Right when a second effect is worse than a late one.
 */
export type AmbiguousClaim = 'retry' | 'dead-letter'

/**
 * The strategy that keeps a repeated event from having a second effect.
 * - `atomic`: marker and effects commit in one DynamoDB transaction.
 * - `lease`: claim, external effect, complete; fenced. A crash in between repeats the effect with the same idempotency key.
 * - `versioned`: the effect's own condition rejects what is not newer than what it has (`sequence`).
 * - `unique-key`: the effect's key is derived from the event, so a second write of it is refused.
 */
export type Idempotency = 'atomic' | 'lease' | 'versioned' | 'unique-key'

/** Narrows a subscription further; what does not match never reaches the queue. */
export interface EventFilter {
  /** Services whose events it wants (`metadata.source`). */
  readonly source?: readonly string[]
  /**
   * Conditions on fields of `data`, in the language of EventBridge patterns, e.g. `{ total: [{ numeric: ['>=', 1000] }] }`.
   * An ordered consumer's filter is matched by SNS, which knows no `wildcard`.
   */
  readonly data?: Readonly<Record<string, readonly unknown[]>>
}

export interface ConsumerOptions {
  /** Unique in the pipeline, kebab-case; names queue, dead-letter queue, function and metrics. */
  readonly name: string
  /** Events that it reacts to; `'*'` for all. Leave out on a consumer of commands. */
  readonly subscribesTo?: readonly EventDefinition[] | '*'
  /** Further conditions on the events that it subscribes to. Default: none. */
  readonly filter?: EventFilter
  /** Commands addressed to it. Leave out on a consumer of events. */
  readonly accepts?: readonly CommandDefinition[]
  /** `aggregate`: in stream order per aggregate (SNS FIFO → SQS FIFO). `none`: EventBridge → standard queue. Default `none`. */
  readonly ordering?: 'none' | 'aggregate'
  /**
   * Only with `ordering: 'aggregate'`: whether the later events of an aggregate wait behind one that was dead-lettered. Default
   * `hold`; `continue` where nothing is ordered, and with `at-most-once`, which has nothing left to hold.
   */
  readonly onDeadLetter?: OnDeadLetter
  /** Only with `onDeadLetter: 'hold'`: how much may wait, and when a head is tried again. */
  readonly parking?: Partial<ParkingLimits>
  readonly delivery: DeliveryGuarantee
  /** Required when `delivery` is `effectively-once`, meaningless otherwise. */
  readonly idempotency?: Idempotency
  /**
   * Only with `lease`: what to do when it is not known whether the outside effect has happened. Default `retry`: the handler runs
   * again with the same key. An error that the handler throws always means "has not happened", unless it is permanent.
   */
  readonly ambiguousClaim?: AmbiguousClaim
  /**
   * How failures are tried again: a preset of {@link RetryPreset}, by the systems that the handler depends on, or figures that
   * differ from `store`. Default `store`.
   */
  readonly retry?: RetryPreset | Partial<RetryPolicy>
  /**
   * Seconds after its own time that an event or command of a type or version which is not known here waits, because the
   * deployment that brings it may be under way, 0 to 43,200; of a stored event that its handler reads, after that was stored.
   * After that it is a dead letter, as it is when the receives that its queue grants are used up, after about four hours.
   * Default 900.
   */
  readonly unknownWaitSeconds?: number
  /**
   * From when on the messages of a type wait instead of becoming dead letters, because nearly all of them fail for one cause;
   * `off`: never.
   * Default: 10 different aggregates and 90 % within 30 s. Meaningless with `at-most-once`.
   */
  readonly systemicFailure?: 'off' | Partial<SystemicFailurePolicy>
  /** Function timeout, 1 to 900. The queue's visibility timeout is six times this, and the batch window. Default 10. */
  readonly timeoutSeconds?: number
  /**
   * Messages per invocation, at most: 1 to 10, or up to 10,000 with a `batchWindowSeconds`. Lambda closes a batch earlier when its
   * payload reaches 6 MB: some 3,000 events of 1 KB. Default 10.
   */
  readonly batchSize?: number
  /**
   * Seconds that Lambda gathers messages for one invocation, at most, 0 to 300; not with `ordering: 'aggregate'`. Every event
   * may come so much later, in exchange for fewer and larger batches; on a queue with very little traffic up to 20 s later, however short
   * the window is (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). Default 0.
   */
  readonly batchWindowSeconds?: number
  /** Concurrent invocations by the event source, 2 to 1000. Default 10. */
  readonly maxConcurrency?: number
  /** Default 512. */
  readonly memoryMb?: number
  /** Days that the queue keeps a message, 1 to 14. Default 4. */
  readonly retentionDays?: number
  /** Days that the dead-letter queue keeps one, more than `retentionDays`, at most 14. Default 14. */
  readonly deadLetterRetentionDays?: number
  /**
   * Days after which a replay may still deliver an old event exactly once; part of the dedup TTL. Default 7; fewer than 16
   * count as 16 there, because the relay may publish an event again for that long. */
  readonly replayHorizonDays?: number
  /** Names of the downstreams that it guards with a circuit breaker. */
  readonly breakers?: readonly string[]
  /** Further resources that its function may use; the smallest policy follows from it. */
  readonly uses?: Uses
  /** File in the service's folder that exports `handler`. Default `handler.ts`. */
  readonly entry?: string
}

export interface ConsumerDeclaration
  extends Readonly<
    Required<
      Omit<ConsumerOptions, 'subscribesTo' | 'accepts' | 'idempotency' | 'retry' | 'systemicFailure' | 'parking'>
    >
  > {
  readonly subscribesTo: readonly EventDefinition[] | '*'
  readonly accepts: readonly CommandDefinition[]
  readonly idempotency: Idempotency | undefined
  readonly retry: RetryPolicy
  /** Absent: switched off. */
  readonly systemicFailure: SystemicFailurePolicy | undefined
  readonly parking: ParkingLimits
}
