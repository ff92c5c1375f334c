export interface DeadLetterMessage {
  readonly body: string
  /** At most ten, SQS's limit. */
  readonly attributes: Readonly<Record<string, string>>
  /** FIFO queues only. */
  readonly groupId: string | undefined
  readonly deduplicationId: string | undefined
}

/** What a consumer does to its queue and dead-letter queue. Every call is harmless when repeated. */
export interface Queue {
  /** Makes messages visible again after their delay. Best effort: without it the visibility timeout brings them back. */
  postpone(messages: readonly { readonly receiptHandle: string; readonly delaySeconds: number }[]): Promise<void>
  /** @returns the receipt handles that are still on the queue. */
  acknowledge(receiptHandles: readonly string[]): Promise<ReadonlySet<string>>
  /** @param signal once it is aborted nothing more is sent. @throws when the message has not reached the dead-letter queue. */
  deadLetter(message: DeadLetterMessage, signal?: AbortSignal): Promise<void>
}
