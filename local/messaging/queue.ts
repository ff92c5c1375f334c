import { randomUUID } from 'node:crypto'
import { Deduplication, type Sent } from './deduplication.ts'
import { noisyGroups, takeFairly } from './fair-selection.ts'
import { type InflightEntry, type ReceivedMessage, type SqsMessage, SqsQueue } from './library.ts'
import { MessageGroups } from './message-groups.ts'
import type { LocalPersistence } from './persistence.ts'
import { toReceivedMessage } from './received-message.ts'
import { parseRedrivePolicy, type RedrivePolicy } from './redrive-policy.ts'

type QueueResolver = (arn: string) => SqsQueue | undefined

/**
 * The queue of fauxqs with what a pipeline notices is missing:
 * - a long poll wakes up at once on a send and exactly when a delay or a visibility timeout ends (no polling);
 * - a FIFO queue hands out several messages of one group in one receive, and keeps their order when they come back;
 * - a standard queue prefers the messages of quiet groups to those of a noisy one;
 * - messages past their retention period are gone; a dead letter is moved in one write and remembers its source;
 * - deduplication ids of a FIFO queue count in the scope that the queue declares.
 */
export class LocalQueue extends SqsQueue {
  declare persistence?: LocalPersistence
  /** Source queue of each dead letter that a redrive policy moved here, by message id; what was sent here has none. */
  readonly deadLetterSources = new Map<string, string>()
  /** Earliest time at which a hidden or delayed message may become due, epoch milliseconds; 0 before the first look. */
  #nextDueAt = 0
  #wakeTimer: NodeJS.Timeout | undefined
  #redrive: { source?: string | undefined; parsed?: RedrivePolicy | undefined } = {}
  readonly #groups = new MessageGroups(this)
  readonly #deduplication = new Deduplication(this.arn, () =>
    this.attributes.DeduplicationScope === 'messageGroup' ? 'group' : 'all',
  )

  /** Keeps everything there from now on, and takes over what is there beside the messages. */
  keepIn(persistence: LocalPersistence): void {
    this.persistence = persistence
    this.#deduplication.keepIn(persistence)
    for (const [messageId, source] of persistence.loadSources(this.name)) this.deadLetterSources.set(messageId, source)
  }

  /** Sends to a FIFO queue, unless the message repeats an earlier one: then that is returned and nothing happens. */
  enqueueOnce(message: SqsMessage): Sent | undefined {
    const { messageGroupId: groupId = '', messageDeduplicationId: deduplicationId = '', messageId } = message
    const earlier = this.#deduplication.find(groupId, deduplicationId)
    if (earlier) return earlier
    this.#inOneWrite(() => {
      const sequenceNumber = this.nextSequenceNumber()
      message.sequenceNumber = sequenceNumber
      this.enqueue(message)
      this.#deduplication.record({ groupId, deduplicationId, messageId, sequenceNumber })
    })
    return undefined
  }

  override enqueue(message: SqsMessage): void {
    super.enqueue(message)
    if (message.delayUntil !== undefined) this.#expectDue(message.delayUntil)
  }

  override dequeue(max: number, visibilitySeconds?: number, resolveQueue?: QueueResolver): ReceivedMessage[] {
    this.processTimers()
    const hideMs = (visibilitySeconds ?? Number(this.attributes.VisibilityTimeout)) * 1000
    const locked = this.isFifo() ? new Set(this.fifoLockedGroups.keys()) : undefined
    const noisy = locked ? new Map<string, number>() : noisyGroups(this.inflightMessages)
    const received: ReceivedMessage[] = []
    while (received.length < max) {
      const message = locked ? this.#groups.takeNext(locked) : takeFairly(this.messages, noisy)
      if (!message) break
      if (this.#isExpired(message)) this.persistence?.deleteMessage(message.messageId)
      else if (!this.#moveIfExhausted(message, resolveQueue)) received.push(this.#hide(message, hideMs))
    }
    return received
  }

  override changeVisibility(receiptHandle: string, seconds: number): void {
    const entry = this.inflightMessages.get(receiptHandle)
    if (!entry) return
    if (seconds <= 0) {
      this.persistence?.updateMessageReady(entry.message.messageId)
      this.#release(entry)
      this.#wake()
      return
    }
    entry.visibilityDeadline = Date.now() + seconds * 1000
    this.#persistInflight(entry)
    this.#expectDue(entry.visibilityDeadline)
  }

  override deleteMessage(receiptHandle: string): boolean {
    const messageId = this.inflightMessages.get(receiptHandle)?.message.messageId
    if (messageId !== undefined) this.deadLetterSources.delete(messageId)
    return super.deleteMessage(receiptHandle)
  }

  /** Makes every message receivable that is in flight: whoever had received it is gone. */
  releaseInflight(): void {
    for (const entry of [...this.inflightMessages.values()]) {
      this.persistence?.updateMessageReady(entry.message.messageId)
      this.#release(entry)
    }
  }

  /** Makes hidden and delayed messages receivable whose time has come. */
  override processTimers(): void {
    const now = Date.now()
    if (now < this.#nextDueAt) return
    let nextDueAt = Number.POSITIVE_INFINITY
    let released = false
    for (const entry of [...this.inflightMessages.values()]) {
      if (entry.visibilityDeadline <= now) {
        this.#release(entry)
        released = true
      } else nextDueAt = Math.min(nextDueAt, entry.visibilityDeadline)
    }
    for (const message of this.#groups.takeDelayed()) {
      const due = message.delayUntil ?? 0
      if (due > now) {
        this.#groups.delay(message)
        nextDueAt = Math.min(nextDueAt, due)
      } else {
        this.#groups.append(message)
        released = true
      }
    }
    this.#nextDueAt = nextDueAt
    if (released) this.#wake()
  }

  /** Resolves when a message may have arrived, at the latest after the given time, or when `signal` aborts. */
  override waitForMessages(seconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        this.pollWaiters = this.pollWaiters.filter((waiter) => waiter.timer !== timer)
        done()
      }
      const timer = setTimeout(leave, seconds * 1000)
      signal?.addEventListener('abort', leave)
      this.pollWaiters.push({ resolve: done, timer })
      this.#armTimer()
    })
  }

  override cancelWaiters(): void {
    super.cancelWaiters()
    clearTimeout(this.#wakeTimer)
  }

  override purge(): void {
    super.purge()
    this.deadLetterSources.clear()
  }

  override getAttribute(name: Parameters<SqsQueue['getAttribute']>[0]): string | undefined {
    if (name.startsWith('Approximate')) this.processTimers()
    return super.getAttribute(name)
  }

  get redrive(): RedrivePolicy | undefined {
    const source = this.attributes.RedrivePolicy
    if (this.#redrive.source !== source) this.#redrive = { source, parsed: parseRedrivePolicy(source) }
    return this.#redrive.parsed
  }

  #moveIfExhausted(message: SqsMessage, resolveQueue: QueueResolver | undefined): boolean {
    const redrive = this.redrive
    if (!redrive || message.approximateReceiveCount < redrive.maxReceiveCount) return false
    const target = resolveQueue?.(redrive.deadLetterTargetArn)
    if (!target) return false
    if (target instanceof LocalQueue) target.deadLetterSources.set(message.messageId, this.arn)
    delete message.delayUntil
    // The row's key is the message id: enqueueing it elsewhere replaces it, so no crash can fall in between.
    this.#inOneWrite(() => {
      if (target.isFifo()) {
        message.sequenceNumber = target.nextSequenceNumber()
        // "For FIFO queues, the enqueue timestamp resets when the message is moved to a dead-letter queue." In standard queues it stays.
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
        message.sentTimestamp = Date.now()
      }
      target.enqueue(message)
      this.persistence?.insertSource(message.messageId, this.arn)
    })
    return true
  }

  #hide(message: SqsMessage, hideMs: number): ReceivedMessage {
    const now = Date.now()
    message.approximateReceiveCount += 1
    message.approximateFirstReceiveTimestamp ??= now
    const entry = { message, receiptHandle: randomUUID(), visibilityDeadline: now + hideMs, receivedAt: now }
    this.inflightMessages.set(entry.receiptHandle, entry)
    if (this.isFifo()) this.#groups.lock(message)
    this.#persistInflight(entry)
    this.#expectDue(entry.visibilityDeadline)
    return toReceivedMessage(entry)
  }

  #release(entry: InflightEntry): void {
    this.inflightMessages.delete(entry.receiptHandle)
    if (this.isFifo()) this.#groups.putBack(entry.message)
    else this.messages.push(entry.message)
  }

  #persistInflight({ message, receiptHandle, visibilityDeadline }: InflightEntry): void {
    const { messageId, approximateReceiveCount: receives, approximateFirstReceiveTimestamp: firstAt } = message
    this.persistence?.updateMessageInflight(messageId, receiptHandle, visibilityDeadline, receives, firstAt)
  }

  #inOneWrite(write: () => void): void {
    if (this.persistence) this.persistence.inOneWrite(write)
    else write()
  }

  #isExpired(message: SqsMessage): boolean {
    return message.sentTimestamp + Number(this.attributes.MessageRetentionPeriod) * 1000 < Date.now()
  }

  #expectDue(at: number): void {
    if (at >= this.#nextDueAt) return
    this.#nextDueAt = at
    if (this.pollWaiters.length > 0) this.#armTimer()
  }

  #armTimer(): void {
    clearTimeout(this.#wakeTimer)
    if (!Number.isFinite(this.#nextDueAt)) return
    this.#wakeTimer = setTimeout(
      () => {
        this.processTimers()
        if (this.pollWaiters.length > 0) this.#armTimer()
      },
      Math.min(Math.max(this.#nextDueAt - Date.now(), 1), 60_000),
    ).unref()
  }

  #wake(): void {
    const waiters = this.pollWaiters
    this.pollWaiters = []
    for (const waiter of waiters) waiter.resolve()
  }
}
