const WINDOW_MS = 5 * 60 * 1000
const MAX_REMEMBERED = 200_000

interface Sent {
  at: number
  messageId: string
  sequenceNumber: string | undefined
}

export interface DeduplicationResult {
  isDuplicate: boolean
  originalMessageId?: string
  originalSequenceNumber?: string
}

/** Deduplication ids of a FIFO queue for five minutes, as on AWS; not kept across a restart. */
export class Deduplication {
  readonly #sent = new Map<string, Sent>()

  find(id: string): DeduplicationResult {
    const sent = this.#sent.get(id)
    if (!sent || sent.at + WINDOW_MS < Date.now()) return { isDuplicate: false }
    return {
      isDuplicate: true,
      originalMessageId: sent.messageId,
      ...(sent.sequenceNumber !== undefined && { originalSequenceNumber: sent.sequenceNumber }),
    }
  }

  record(id: string, messageId: string, sequenceNumber: string | undefined): void {
    const at = Date.now()
    for (const [oldest, sent] of this.#sent) {
      if (sent.at + WINDOW_MS >= at && this.#sent.size < MAX_REMEMBERED) break
      this.#sent.delete(oldest)
    }
    this.#sent.delete(id)
    this.#sent.set(id, { at, messageId, sequenceNumber })
  }
}
