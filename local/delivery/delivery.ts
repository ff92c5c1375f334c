import { randomUUID } from 'node:crypto'
import type { Sender } from '../iam/index.ts'
import type { Clock } from '../ports.ts'
import type { RecordStore } from './record-store.ts'

/** Thrown by a target that will never take the message: it does not exist, or it refuses it. */
export class UndeliverableError extends Error {
  override name = 'UndeliverableError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export interface QueueMessageOptions {
  groupId?: string
  deduplicationId?: string
  attributes?: Record<string, string>
}

/**
 * The targets of messages. Each resolves once the target has taken the message for good, and rejects with an
 * `UndeliverableError` when the sender may not.
 */
export interface TargetServices {
  sendToQueue(arn: string, body: string, sender: Sender, options: QueueMessageOptions): Promise<void>
  invokeFunction(arn: string, payload: unknown, sender: Sender): Promise<void>
  putOnBus(arn: string, body: string, sender: Sender): Promise<void>
}

/** A target of a rule or a schedule, as their APIs name its parts. */
export interface DeliveryTarget {
  Arn: string
  DeadLetterConfig?: { Arn?: string }
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number }
  SqsParameters?: { MessageGroupId: string }
}

export interface TargetMessage {
  target: DeliveryTarget
  sender: Sender
  /** The service that sends the message to the dead-letter queue, if that is not the sender. */
  deadLetterSender?: Sender
  /** JSON text, or any text for a queue. */
  body: string
  /** For FIFO queues. */
  deduplicationId: string
  /** Attributes of a dead letter that say where it comes from. */
  origin: Record<string, string>
}

interface Pending extends TargetMessage {
  id: string
  attempts: number
  /** Epoch ms. */
  firstFailedAt: number
}

const KIND = 'delivery'
const DEFAULT_ATTEMPTS = 185
const DEFAULT_AGE_SECONDS = 86_400
const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000

/** Delivers to targets: retries with backoff by the target's policy, then hands the message to its dead-letter queue. */
export class TargetDelivery {
  readonly #services: TargetServices
  readonly #store: RecordStore
  readonly #clock: Clock
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(services: TargetServices, store: RecordStore, clock: Clock) {
    this.#services = services
    this.#store = store
    this.#clock = clock
    for (const pending of store.all<Pending>(KIND)) this.#retryLater(pending, FIRST_RETRY_MS)
  }

  /** Resolves once the target has the message, or its retry is on record. */
  async deliver(message: TargetMessage): Promise<void> {
    try {
      await this.#send(message)
    } catch (error) {
      const pending = { ...message, id: randomUUID(), attempts: 0, firstFailedAt: this.#clock.now() }
      await this.#failed(pending, error as Error)
    }
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  async #send({ target, body, sender, deduplicationId }: TargetMessage): Promise<void> {
    const service = target.Arn.split(':')[2]
    if (service === 'sqs') {
      const groupId = target.SqsParameters?.MessageGroupId
      const options = groupId === undefined ? {} : { groupId, deduplicationId }
      return this.#services.sendToQueue(target.Arn, body, sender, options)
    }
    if (service === 'lambda') return this.#services.invokeFunction(target.Arn, JSON.parse(body), sender)
    if (service === 'events') return this.#services.putOnBus(target.Arn, body, sender)
    throw new UndeliverableError('UNSUPPORTED_TARGET', `The local runtime cannot deliver to ${target.Arn}`)
  }

  async #failed(pending: Pending, error: Error): Promise<void> {
    const exhausted = this.#exhausted(pending)
    if (error instanceof UndeliverableError) return this.#deadLetter(pending, error.code, error)
    if (exhausted) return this.#deadLetter(pending, 'INTERNAL_FAILURE', error, { EXHAUSTED_RETRY_CONDITION: exhausted })
    this.#store.put(KIND, pending.id, pending)
    this.#retryLater(pending, Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** pending.attempts))
  }

  #exhausted({ target, attempts, firstFailedAt }: Pending): string | undefined {
    const { MaximumRetryAttempts = DEFAULT_ATTEMPTS, MaximumEventAgeInSeconds = DEFAULT_AGE_SECONDS } =
      target.RetryPolicy ?? {}
    if (attempts >= MaximumRetryAttempts) return 'MaximumRetryAttempts'
    const ageMs = this.#clock.now() - firstFailedAt
    return ageMs >= MaximumEventAgeInSeconds * 1000 ? 'MaximumEventAgeInSeconds' : undefined
  }

  #retryLater(pending: Pending, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#retry({ ...pending, attempts: pending.attempts + 1 }).catch((error: Error) => {
        console.error(`Delivery to ${pending.target.Arn}: ${error.message}`)
      })
    }, delayMs)
    this.#timers.add(timer)
  }

  async #retry(pending: Pending): Promise<void> {
    try {
      await this.#send(pending)
    } catch (error) {
      return this.#failed(pending, error as Error)
    }
    this.#store.delete(KIND, pending.id)
  }

  /**
   * Hands the message to its dead-letter queue. If that refuses it, the message is lost, as on AWS, and the sender does not learn
   * of it.
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
   */
  async #deadLetter(pending: Pending, code: string, error: Error, more: Record<string, string> = {}): Promise<void> {
    const { target, sender, deadLetterSender = sender, body, origin } = pending
    const deadLetterQueue = target.DeadLetterConfig?.Arn
    const attributes = {
      ...origin,
      TARGET_ARN: target.Arn,
      ERROR_CODE: code,
      ERROR_MESSAGE: attributeText(error.message),
      RETRY_ATTEMPTS: String(pending.attempts),
      ...more,
    }
    try {
      if (deadLetterQueue) await this.#services.sendToQueue(deadLetterQueue, body, deadLetterSender, { attributes })
      else console.error(`Lost a message for ${target.Arn}, which has no dead-letter queue: ${error.message}`)
    } catch (cause) {
      const reasons = `${error.message} Its dead-letter queue ${deadLetterQueue}: ${(cause as Error).message}`
      console.error(`Lost a message for ${target.Arn}: ${reasons}`)
    }
    this.#store.delete(KIND, pending.id)
  }
}

const MAX_ATTRIBUTE_CHARACTERS = 1000

/** A text that a message attribute can hold: not empty, and nothing in it that SQS refuses. */
function attributeText(text: string): string {
  const allowed = text
    .slice(0, MAX_ATTRIBUTE_CHARACTERS)
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
  return allowed || 'unknown'
}
