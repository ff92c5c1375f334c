import { randomUUID } from 'node:crypto'
import { Deduplication } from './deduplication.ts'
import { type InflightEntry, type ReceivedMessage, type SqsMessage, SqsQueue } from './library.ts'
import { MessageGroups } from './message-groups.ts'

/** Where a message goes that was received too often. */
interface Redrive {
  maxReceiveCount: number
  deadLetterTargetArn: string
}

type QueueResolver = (arn: string) => SqsQueue | undefined

/**
 * The queue of fauxqs with what a pipeline notices is missing:
 * - a long poll wakes up at once on a send and exactly when a delay or a visibility timeout ends (no polling);
 * - a FIFO queue hands out several messages of one group in one receive, and keeps their order when they come back;
 * - messages past their retention period are gone; a dead letter is moved in one write and remembers its source.
 */
export class LocalQueue extends SqsQueue {
  /** Source queue of each dead letter, by message id: known for those that died since the process started. */
  readonly deadLetterSources = new Map<string, string>()
  /** No hidden or delayed message becomes due before this time (epoch ms); 0 before the first look. */
  #nextDueAt = 0
  #wakeTimer: NodeJS.Timeout | undefined
  #redrive: { source: string | undefined; parsed: Redrive | undefined } = { source: undefined, parsed: undefined }
  readonly #groups = new MessageGroups(this)
  readonly #deduplication = new Deduplication()

  override enqueue(message: SqsMessage): void {
    super.enqueue(message)
    if (message.delayUntil !== undefined) this.#expectDue(message.delayUntil)
  }

  override dequeue(max: number, visibilitySeconds?: number, resolveQueue?: QueueResolver): ReceivedMessage[] {
    this.processTimers()
    const hideMs = (visibilitySeconds ?? Number(this.attributes.VisibilityTimeout)) * 1000
    const locked = this.isFifo() ? new Set(this.fifoLockedGroups.keys()) : undefined
    const received: ReceivedMessage[] = []
    while (received.length < max) {
      const message = locked ? this.#groups.takeNext(locked) : this.messages.shift()
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
    const delayed = this.isFifo() ? this.#groups.takeDelayed() : this.delayedMessages
    if (!this.isFifo()) this.delayedMessages = []
    for (const message of delayed) {
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

  override checkDeduplication(id: string) {
    return this.#deduplication.find(id)
  }

  override recordDeduplication(id: string, messageId: string, sequenceNumber?: string): void {
    this.#deduplication.record(id, messageId, sequenceNumber)
  }

  override getAttribute(name: Parameters<SqsQueue['getAttribute']>[0]): string | undefined {
    if (name.startsWith('Approximate')) this.processTimers()
    return super.getAttribute(name)
  }

  /** Send time of the oldest message that is still to be processed, epoch ms; undefined when there is none. */
  oldestSentAt(): number | undefined {
    const { ready, inflight, delayed } = this.inspectMessages()
    let oldest = Number.POSITIVE_INFINITY
    for (const message of ready) oldest = Math.min(oldest, message.sentTimestamp)
    for (const message of delayed) oldest = Math.min(oldest, message.sentTimestamp)
    for (const { message } of inflight) oldest = Math.min(oldest, message.sentTimestamp)
    return Number.isFinite(oldest) ? oldest : undefined
  }

  get redrive(): Redrive | undefined {
    const source = this.attributes.RedrivePolicy
    if (this.#redrive.source !== source) this.#redrive = { source, parsed: parseRedrive(source) }
    return this.#redrive.parsed
  }

  #moveIfExhausted(message: SqsMessage, resolveQueue: QueueResolver | undefined): boolean {
    const redrive = this.redrive
    if (!redrive || message.approximateReceiveCount < redrive.maxReceiveCount) return false
    const target = resolveQueue?.(redrive.deadLetterTargetArn)
    if (!target) return false
    // The row's key is the message id: enqueueing it elsewhere replaces it, so no crash can fall in between.
    if (target instanceof LocalQueue) target.deadLetterSources.set(message.messageId, this.arn)
    if (target.isFifo()) message.sequenceNumber = target.nextSequenceNumber()
    delete message.delayUntil
    target.enqueue(message)
    return true
  }

  #hide(message: SqsMessage, hideMs: number): ReceivedMessage {
    const now = Date.now()
    message.approximateReceiveCount += 1
    message.approximateFirstReceiveTimestamp ??= now
    const entry = { message, receiptHandle: randomUUID(), visibilityDeadline: now + hideMs }
    this.inflightMessages.set(entry.receiptHandle, entry)
    if (this.isFifo()) this.#groups.lock(message)
    this.#persistInflight(entry)
    this.#expectDue(entry.visibilityDeadline)
    return {
      MessageId: message.messageId,
      ReceiptHandle: entry.receiptHandle,
      MD5OfBody: message.md5OfBody,
      Body: message.body,
      ...(message.md5OfMessageAttributes && { MD5OfMessageAttributes: message.md5OfMessageAttributes }),
      ...(Object.keys(message.messageAttributes).length > 0 && { MessageAttributes: message.messageAttributes }),
    }
  }

  #release(entry: InflightEntry): void {
    this.inflightMessages.delete(entry.receiptHandle)
    if (this.isFifo()) this.#groups.putBack(entry.message)
    else this.messages.push(entry.message)
  }

  #persistInflight({ message, receiptHandle, visibilityDeadline }: InflightEntry): void {
    const { messageId, approximateReceiveCount, approximateFirstReceiveTimestamp } = message
    this.persistence?.updateMessageInflight(
      messageId,
      receiptHandle,
      visibilityDeadline,
      approximateReceiveCount,
      approximateFirstReceiveTimestamp,
    )
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

function parseRedrive(source: string | undefined): Redrive | undefined {
  if (!source) return undefined
  const { maxReceiveCount, deadLetterTargetArn } = JSON.parse(source) as Partial<Redrive>
  if (deadLetterTargetArn === undefined) return undefined
  return { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount ?? 10) }
}
