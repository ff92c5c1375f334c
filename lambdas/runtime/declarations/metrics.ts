/** CloudWatch namespace of a stage's own metrics: stages that share an account share no metric, and so no alarm. */
export const metricsNamespace = (stage: string): string => `EventPipeline/${stage}`

/** Dimension that names the consumer. An alarm matches dimensions exactly, so every metric is written by this one alone, too. */
export const CONSUMER_DIMENSION = 'consumer'

/** Dimension of `circuitOpen`. */
export const DOWNSTREAM_DIMENSION = 'downstream'

/**
 * Dimension of what is counted over all consumers, or all services, of a stage: one metric, and so one alarm, in place of
 * one for each.
 */
export const SCOPE_DIMENSION = 'scope'
export const WHOLE_STAGE = 'stage'

/**
 * The dimensions of consumer metrics. Every metric costs money while it is written (CloudWatch bills each combination of
 * dimensions), so `detailed` is asked for by the setting of that name.
 * - `essential`: by consumer.
 * - `detailed`: by consumer and event type besides, and the size of batches.
 */
export type MetricsDetail = 'essential' | 'detailed'

/** Environment variable that carries {@link MetricsDetail}. */
export const METRICS_DETAIL_VARIABLE = 'CONSUMER_METRICS'

/**
 * Metrics that a consumer writes (embedded metric format). Alarms and the dashboard read the same names.
 * Dimension sets: `[consumer]`, with detailed metrics `[consumer, event_type]` too; `circuitOpen` has
 * `[consumer, downstream]`; `deadLettered` and `held` are counted over the whole stage, too.
 */
export const consumerMetrics = {
  /** Count: events whose effect is done. */
  processed: 'EventsProcessed',
  /** Count: events that had been done before. */
  duplicates: 'EventsDuplicate',
  /** Count: failed attempts that will be tried again. */
  failed: 'EventsFailed',
  /** Count: waits that are no failure (lease held elsewhere, circuit open). */
  deferred: 'EventsDeferred',
  /** Count: of the deferred, those that wait because nearly everything of their type fails for one cause. */
  held: 'EventsHeld',
  /**
   * Count: messages that the runtime has given up, with their cause: they are in the dead-letter queue, or the head of what is
   * parked of their aggregate.
   */
  deadLettered: 'EventsDeadLettered',
  /** Count: messages that left their queue to wait behind a head of their aggregate. */
  parked: 'EventsParked',
  /** Count: events lost, as declared: an at-most-once handler failed after the message was acknowledged. */
  dropped: 'EventsDropped',
  /** Count: messages that went back untried: too little time left, or behind a failed one of their group. */
  returned: 'EventsReturned',
  /** Milliseconds from start to end of one event. */
  processingTime: 'ProcessingTime',
  /**
   * Count: events and commands processed that came in a deprecated version, or are of a deprecated type. Zero for as long as
   * is needed: nobody produces it any more. Replayed events do not count: what is stored stays as it is.
   */
  deprecated: 'EventsDeprecated',
  /**
   * Milliseconds from the event's timestamp until now, each time that it is processed or has to wait longer (failed,
   * deferred, returned). Not of duplicates and of replayed events, which are old without anyone being late.
   */
  lag: 'EventLag',
  /** Messages per invocation; detailed metrics only. */
  batchSize: 'BatchSize',
  /** 1 while a circuit is open or half-open, written with each event that it defers. */
  circuitOpen: 'CircuitOpen',
} as const

/** Metrics of what is parked, by consumer, written once a minute while something is held. */
export const parkingMetrics = {
  /** Count: aggregates that are held behind a dead event. */
  aggregates: 'AggregatesHeld',
  /** Seconds since the oldest of them is held. */
  oldest: 'OldestHeld',
  /**
   * Count: limits that are reached. Aggregates of which as many events are parked as were declared, and one more if as many aggregates
   * are held: what comes then waits in its queue.
   */
  full: 'ParkingFull',
} as const

/** Metrics that a function behind routes writes, over the whole stage. */
export const apiMetrics = {
  /** Milliseconds that a request took, without the time that it waited because its caller wished so (`Prefer: wait`). */
  requestTime: 'RequestTime',
} as const
