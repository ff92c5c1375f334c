/**
 * How a message came into a dead-letter queue.
 * - `consumer`: its consumer gave it up, and wrote the cause down.
 * - `queue`: SQS moved it, because it was received too often: its function was killed, ran out of memory or time, or was
 *   throttled. Nobody wrote down why.
 * - `delivery`: the bus or the topic could not put it into the consumer's queue.
 */
export type Origin = 'consumer' | 'queue' | 'delivery'

/** Whether a cause was made up for a letter that was found in a queue, because no consumer had written one down. @param errorType its type. */
export const isMadeUp = (errorType: string): boolean =>
  errorType === MOVED_BY_QUEUE || errorType.startsWith(NOT_DELIVERED)

export interface FoundCause {
  readonly origin: Origin
  readonly errorType: string
  readonly errorMessage: string
}

/** Stands in place of an error's type, so that it is an issue of its own. */
const MOVED_BY_QUEUE = 'MovedByQueue'
const NOT_DELIVERED = 'NotDelivered:'

const MOVED_BY_QUEUE_MESSAGE =
  'SQS moved it after too many receives, and nobody wrote down why: its function was killed, ran out of memory or time, or was throttled.'

/**
 * Reads the cause of a dead letter from the attributes of a message in a dead-letter queue. EventBridge writes `ERROR_CODE`, SNS `ErrorCode`.
 * @param attribute its value by name; undefined where there is none.
 */
export function causeInQueue(attribute: (name: string) => string | undefined): FoundCause {
  const errorType = attribute('error_type')
  if (errorType !== undefined && attribute('consumer') !== undefined) {
    return { origin: 'consumer', errorType, errorMessage: attribute('error_message') ?? '' }
  }
  const undelivered = attribute('ERROR_CODE') ?? attribute('ErrorCode')
  if (undelivered === undefined) {
    return { origin: 'queue', errorType: MOVED_BY_QUEUE, errorMessage: MOVED_BY_QUEUE_MESSAGE }
  }
  const told = attribute('ERROR_MESSAGE') ?? attribute('ErrorMessage')
  return {
    origin: 'delivery',
    errorType: `${NOT_DELIVERED}${undelivered}`,
    errorMessage: told ?? 'The bus or the topic could not deliver it.',
  }
}
