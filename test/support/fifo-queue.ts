import type { Clock } from '../../lambdas/runtime/system/clock.ts'
import type { TestDelivery } from './consumer-kit.ts'

interface Queued {
  readonly messageId: string
  readonly body: string
  readonly groupId: string
  readonly sentAt: number
  receives: number
  /** Epoch milliseconds. */
  visibleAt: number
}

/**
 * An SQS FIFO queue as a consumer sees it: messages of one group come in order, and while one of them is invisible none of
 * its group is handed out. Source:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export class FifoQueue {
  readonly #clock: Clock
  readonly #visibilitySeconds: number
  #messages: Queued[] = []
  #sent = 0

  constructor(clock: Clock, visibilitySeconds = 60) {
    this.#clock = clock
    this.#visibilitySeconds = visibilitySeconds
  }

  get size(): number {
    return this.#messages.length
  }

  /** Seconds until something can be received; nothing when the queue is empty. */
  get dueInSeconds(): number | undefined {
    const firsts = new Map<string, number>()
    for (const { groupId, visibleAt } of this.#messages) {
      firsts.set(groupId, Math.max(firsts.get(groupId) ?? 0, visibleAt))
    }
    if (firsts.size === 0) return undefined
    return Math.max(0, (Math.min(...firsts.values()) - this.#clock.now()) / 1000)
  }

  send(body: string, groupId: string): void {
    const now = this.#clock.now()
    const messageId = `message-${++this.#sent}`
    this.#messages.push({ messageId, body, groupId, sentAt: now, receives: 0, visibleAt: now })
  }

  receive(most = 10): TestDelivery[] {
    const now = this.#clock.now()
    const blocked = new Set(this.#messages.filter(({ visibleAt }) => visibleAt > now).map(({ groupId }) => groupId))
    const batch = this.#messages.filter(({ groupId }) => !blocked.has(groupId)).slice(0, most)
    return batch.map((message) => {
      message.receives++
      message.visibleAt = now + this.#visibilitySeconds * 1000
      const { messageId, body, groupId, receives, sentAt } = message
      return { of: body, messageId, groupId, receives, sentAt }
    })
  }

  /** @param receives of the delivery that deletes it: if the message was received again since, its handle is refused. Default: the last one. */
  delete(messageId: string, receives?: number): void {
    const message = this.#find(messageId, receives)
    this.#messages = this.#messages.filter((one) => one !== message)
  }

  /** @param receives as for {@link delete}. */
  postpone(messageId: string, seconds: number, receives?: number): void {
    const message = this.#find(messageId, receives)
    if (message) message.visibleAt = this.#clock.now() + seconds * 1000
  }

  #find(messageId: string, receives: number | undefined): Queued | undefined {
    const message = this.#messages.find((one) => one.messageId === messageId)
    return receives === undefined || message?.receives === receives ? message : undefined
  }
}
