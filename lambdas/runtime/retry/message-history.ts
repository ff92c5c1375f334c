/** What is known of earlier failures of one message. */
export interface Attempts {
  readonly failures: number
  /** Epoch milliseconds. */
  readonly firstFailedAt: number
}

export interface HistoryQuestion {
  /** SQS message id: a message that comes back from the dead-letter queue has a new one, and all its attempts again. */
  readonly messageId: string
  /** Whether the effect under this key has happened. */
  readonly idempotencyKey: string
}

export interface HistoryAnswer {
  attemptsOf(messageId: string): Attempts | undefined
  isProcessed(idempotencyKey: string): boolean
}

/**
 * What earlier deliveries have left behind. Failures are counted here and not read from SQS's receive count, which also
 * counts receives that only waited.
 */
export interface MessageHistory {
  /** All of a batch in one call. @throws when the store does not answer. */
  lookUp(questions: readonly HistoryQuestion[]): Promise<HistoryAnswer>
  /** Counts one more failure: one write, on failure only. @throws when the store does not answer. */
  countFailure(messageId: string): Promise<Attempts>
}

export const nothingKnown: HistoryAnswer = { attemptsOf: () => undefined, isProcessed: () => false }
