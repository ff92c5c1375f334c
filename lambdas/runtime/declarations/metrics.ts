/** CloudWatch namespace of the pipeline's own metrics. */
export const METRICS_NAMESPACE = 'EventPipeline'

/** Dimension that names the consumer. An alarm matches dimensions exactly, so every metric is written by this one alone, too. */
export const CONSUMER_DIMENSION = 'consumer'

/** Dimension of `circuitOpen`. */
export const DOWNSTREAM_DIMENSION = 'downstream'

/**
 * Metrics that a consumer writes (embedded metric format). Alarms and the dashboard read the same names.
 * Dimension sets: `[consumer]` and `[consumer, event_type]`; `circuitOpen` has `[consumer, downstream]`.
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
  /** Count: messages that the runtime moved to the dead-letter queue with their cause. */
  deadLettered: 'EventsDeadLettered',
  /** Count: events lost, as declared: an at-most-once handler failed after the message was acknowledged. */
  dropped: 'EventsDropped',
  /** Count: messages that went back untried: too little time left, or behind a failed one of their group. */
  returned: 'EventsReturned',
  /** Milliseconds from start to end of one event. */
  processingTime: 'ProcessingTime',
  /** Milliseconds from the event's timestamp to the end of its processing. */
  lag: 'EventLag',
  /** Messages per invocation. */
  batchSize: 'BatchSize',
  /** 1 while a circuit is open or half-open, written with each event that it defers. */
  circuitOpen: 'CircuitOpen',
} as const
