/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
export const WINDOW_MS = 5 * 60 * 1000

/** One message by its deduplication id. */
export interface Sent {
  groupId: string
  deduplicationId: string
  /** Epoch ms. */
  at: number
  messageId: string
  sequenceNumber: string
}

/** Keeps what was sent to a FIFO queue or topic across a restart. */
export interface DeduplicationStore {
  /** The deduplication ids that the owner (its ARN) took within the window. */
  loadSent(owner: string, since: number): Sent[]
  insertSent(owner: string, sent: Sent): void
}

/**
 * The deduplication ids of a FIFO queue or topic for five minutes, as on AWS. `scope` tells at each look whether an id
 * counts in the whole queue or topic, or in its message group only.
 */
export class Deduplication {
  readonly #owner: string
  readonly #scope: () => 'all' | 'group'
  /** Oldest first. */
  readonly #sent = new Set<Sent>()
  readonly #byId = new Map<string, Sent>()
  #store: DeduplicationStore | undefined

  constructor(owner: string, scope: () => 'all' | 'group') {
    this.#owner = owner
    this.#scope = scope
  }

  /** Goes on with what an earlier run took, and keeps what comes. */
  keepIn(store: DeduplicationStore): void {
    this.#store = store
    for (const sent of store.loadSent(this.#owner, Date.now() - WINDOW_MS)) this.#remember(sent)
  }

  /** The earlier message that this one repeats. */
  find(groupId: string, deduplicationId: string): Sent | undefined {
    const sent = this.#byId.get(this.#scope() === 'group' ? inGroup(groupId, deduplicationId) : deduplicationId)
    return sent && sent.at + WINDOW_MS > Date.now() ? sent : undefined
  }

  record(sent: Omit<Sent, 'at'>): void {
    const recorded = { ...sent, at: Date.now() }
    this.#forgetOld(recorded.at)
    this.#remember(recorded)
    this.#store?.insertSent(this.#owner, recorded)
  }

  #remember(sent: Sent): void {
    this.#sent.add(sent)
    this.#byId.set(sent.deduplicationId, sent)
    this.#byId.set(inGroup(sent.groupId, sent.deduplicationId), sent)
  }

  #forgetOld(now: number): void {
    for (const sent of this.#sent) {
      if (sent.at + WINDOW_MS > now) return
      this.#sent.delete(sent)
      for (const key of [sent.deduplicationId, inGroup(sent.groupId, sent.deduplicationId)]) {
        if (this.#byId.get(key) === sent) this.#byId.delete(key)
      }
    }
  }
}

/** A line break separates the two, because no id contains one. */
const inGroup = (groupId: string, deduplicationId: string) => `${groupId}\n${deduplicationId}`
