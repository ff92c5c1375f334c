/**
 * The policy for the later events of an aggregate once one of them is dead-lettered for an ordered consumer.
 * - `hold`: they wait behind it, in order and for as long as it takes, until it is released, skipped or edited.
 * - `continue`: they go on without it.
 */
export type OnDeadLetter = 'continue' | 'hold'

/**
 * Whether events may be parked of a consumer: it holds, or an earlier declaration of it did. What was parked then waits until it is released, and
 * so does what comes later of these aggregates, whatever the consumer declares by now.
 */
export const mayHaveParked = ({
  ordering,
  delivery,
}: {
  readonly ordering: string
  readonly delivery: string
}): boolean => ordering === 'aggregate' && delivery !== 'at-most-once'

export interface ParkingLimits {
  /** Events that are parked of one aggregate at most, 1 to 100,000; what comes after that waits in the queue. Default 1,000. */
  readonly maxPerAggregate: number
  /** Aggregates that are held at once at most, 1 to 100,000; a further head waits in the queue. Default 1,000. */
  readonly maxAggregates: number
  /**
   * Seconds after which a head whose cause may pass is tried again by itself, one after another, each 60 to 86,400. Then it
   * waits for a person, as a head does whose cause is permanent from the beginning. Default 60, 300, 1800.
   */
  readonly retryAfterSeconds: readonly number[]
}

export const defaultParking: ParkingLimits = {
  maxPerAggregate: 1000,
  maxAggregates: 1000,
  retryAfterSeconds: [60, 300, 1800],
}
