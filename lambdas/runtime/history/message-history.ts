import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { ItemAddress } from '../aws/item-reader.ts'

/** The earlier deliveries of one message, as far as they are known. */
export interface Attempts {
  readonly failures: number
  /** Epoch milliseconds; of the first delivery that is known of, if none has failed. */
  readonly firstFailedAt: number
  /**
   * Times that the message's handler was started and its end was never noted, because the function died. Counted only while the message is
   * watched, and since its handler last ended in an orderly way.
   */
  readonly crashes: number
  /**
   * Whether it was given up, and its record says so, although it could not leave its queue. Absent: it was not, as far as is known.
   */
  readonly isGivenUp?: boolean
}

export interface HistoryQuestion {
  /** SQS message id: a message that comes back from the dead-letter queue has a new one, and all its attempts again. */
  readonly messageId: string
  /** If given, the answer also says whether the effect under this key has happened. */
  readonly idempotencyKey?: string
}

export interface HistoryAnswer {
  attemptsOf(messageId: string): Attempts | undefined
  isProcessed(idempotencyKey: string): boolean
  /** The item that was to be read along, if one was asked for and is there. */
  readonly alongside?: Readonly<Record<string, AttributeValue>> | undefined
}

/**
 * The record of earlier deliveries. Failures are counted here and not read from SQS's receive count, which also
 * counts receives that only waited.
 */
export interface MessageHistory {
  /**
   * Looks up all messages of a batch in one call, or in as few as the store allows.
   * @param alongside an item of another table that somebody needs as well: read in the same call.
   * @throws when the store does not answer.
   */
  lookUp(questions: readonly HistoryQuestion[], alongside?: ItemAddress): Promise<HistoryAnswer>
  /** Counts one more failure: one write, on failure only. @throws when the store does not answer. */
  countFailure(messageId: string): Promise<Attempts>
  /** Notes that the handler of a watched message is about to run. @throws when the store does not answer. */
  noteStart(messageId: string): Promise<void>
  /** Notes that the message is about to be given up. @throws when the store does not answer. */
  noteGivenUp(messageId: string): Promise<void>
  /** Notes that it has ended without killing its function. @throws when the store does not answer. */
  noteEnd(messageId: string): Promise<void>
}

export const nothingKnown: HistoryAnswer = { attemptsOf: () => undefined, isProcessed: () => false }
