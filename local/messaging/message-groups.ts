import type { SqsMessage } from './library.ts'

const NO_GROUP = '__default'

/** The fields of a FIFO queue that hold its messages, by group. */
interface GroupedMessages {
  messages: SqsMessage[]
  delayedMessages: SqsMessage[]
  fifoMessages: Map<string, SqsMessage[]>
  fifoDelayed: Map<string, SqsMessage[]>
  /** How many messages of each group are in flight: a group with any is locked. */
  fifoLockedGroups: Map<string, number>
  isFifo(): boolean
}

/** Order within message groups: a group is locked while any of its messages is in flight. */
export class MessageGroups {
  readonly #queue: GroupedMessages

  constructor(queue: GroupedMessages) {
    this.#queue = queue
  }

  /** The next message of the first group that is not in `locked`, and so on through the groups. */
  takeNext(locked: ReadonlySet<string>): SqsMessage | undefined {
    for (const [group, messages] of this.#queue.fifoMessages) {
      if (locked.has(group)) continue
      const message = messages.shift()
      if (messages.length === 0) this.#queue.fifoMessages.delete(group)
      if (message) return message
    }
    return undefined
  }

  lock(message: SqsMessage): void {
    const group = groupOf(message)
    this.#queue.fifoLockedGroups.set(group, (this.#queue.fifoLockedGroups.get(group) ?? 0) + 1)
  }

  /** Unlocks the message and puts it where it was: before every later message of its group. */
  putBack(message: SqsMessage): void {
    const group = groupOf(message)
    const left = (this.#queue.fifoLockedGroups.get(group) ?? 1) - 1
    if (left > 0) this.#queue.fifoLockedGroups.set(group, left)
    else this.#queue.fifoLockedGroups.delete(group)
    const messages = this.#queue.fifoMessages.get(group) ?? []
    const sequence = message.sequenceNumber ?? ''
    const index = messages.findIndex((other) => (other.sequenceNumber ?? '') > sequence)
    messages.splice(index < 0 ? messages.length : index, 0, message)
    this.#queue.fifoMessages.set(group, messages)
  }

  append(message: SqsMessage): void {
    if (!this.#queue.isFifo()) this.#queue.messages.push(message)
    else push(this.#queue.fifoMessages, message)
  }

  delay(message: SqsMessage): void {
    if (!this.#queue.isFifo()) this.#queue.delayedMessages.push(message)
    else push(this.#queue.fifoDelayed, message)
  }

  /** Takes every delayed message, in order. */
  takeDelayed(): SqsMessage[] {
    const delayed = [...this.#queue.fifoDelayed.values(), this.#queue.delayedMessages].flat()
    this.#queue.fifoDelayed.clear()
    this.#queue.delayedMessages = []
    return delayed
  }
}

const groupOf = (message: SqsMessage) => message.messageGroupId ?? NO_GROUP

function push(groups: Map<string, SqsMessage[]>, message: SqsMessage): void {
  const messages = groups.get(groupOf(message))
  if (messages) messages.push(message)
  else groups.set(groupOf(message), [message])
}
