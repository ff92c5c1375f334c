/** A message as a harness keeps it. */
export interface QueuedMessage {
  readonly messageId: string
  readonly body: string
  readonly groupId: string
  readonly sentAt: number
  receives: number
  /** Epoch milliseconds. */
  visibleAt: number
}

/** The queue of one consumer in memory: a FIFO queue where it takes its aggregates in order, otherwise a standard one. */
export class HarnessQueue {
  readonly messages: QueuedMessage[] = []
  readonly isFifo: boolean
  #sent = 0

  constructor(isFifo: boolean) {
    this.isFifo = isFifo
  }

  /** Groups of which a new message has to wait for an earlier one; none in a standard queue. */
  get waitingGroups(): ReadonlySet<string> {
    return new Set(this.isFifo ? this.messages.map(({ groupId }) => groupId) : [])
  }

  /** @param now epoch milliseconds. */
  send({ body, groupId }: Pick<QueuedMessage, 'body' | 'groupId'>, now: number): QueuedMessage {
    const messageId = `message-${++this.#sent}`
    const message = { messageId, body, groupId, sentAt: now, receives: 0, visibleAt: now }
    this.messages.push(message)
    return message
  }

  delete(message: QueuedMessage): void {
    this.messages.splice(this.messages.indexOf(message), 1)
  }

  /** When the next message can be received, epoch milliseconds; infinite if there is none. */
  get nextDueAt(): number {
    const first = new Map<string, QueuedMessage>()
    for (const message of this.messages) {
      // In a FIFO queue the others of a group wait for its first.
      const key = this.isFifo ? message.groupId : message.messageId
      if (!first.has(key)) first.set(key, message)
    }
    return Math.min(...[...first.values()].map(({ visibleAt }) => visibleAt))
  }

  /** Messages that can be received, in their order: in a FIFO queue none of a group behind a message that is not visible. */
  receivable(now: number): QueuedMessage[] {
    const blocked = new Set<string>()
    return this.messages.filter(({ visibleAt, groupId }) => {
      if (visibleAt > now) blocked.add(groupId)
      return visibleAt <= now && !(this.isFifo && blocked.has(groupId))
    })
  }
}
