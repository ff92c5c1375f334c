import { randomUUID } from 'node:crypto'
import type { Clock } from '../ports.ts'
import type { BusEvent, Rule, Target } from './model.ts'
import type { EventBridgeStore } from './store.ts'

/** Thrown by a target that will never take the event: it does not exist, or it refuses it. */
export class UndeliverableError extends Error {
  override name = 'UndeliverableError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Where events go. Each resolves once the target has taken the event for good. */
export interface TargetServices {
  sendToQueue(
    arn: string,
    body: string,
    options: { groupId?: string; deduplicationId?: string; attributes?: Record<string, string> },
  ): Promise<void>
  invokeFunction(arn: string, payload: unknown): Promise<void>
  putOnBus(arn: string, event: BusEvent): Promise<void>
}

interface Pending {
  id: string
  rule: Pick<Rule, 'Arn'>
  target: Target
  event: BusEvent
  attempts: number
  /** Epoch ms. */
  firstFailedAt: number
}

const DEFAULT_ATTEMPTS = 185
const DEFAULT_AGE_SECONDS = 86_400
const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000

/** Delivers to targets: retries with backoff by the target's policy, then hands the event to its dead-letter queue. */
export class Delivery {
  readonly #services: TargetServices
  readonly #store: EventBridgeStore
  readonly #clock: Clock
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(services: TargetServices, store: EventBridgeStore, clock: Clock) {
    this.#services = services
    this.#store = store
    this.#clock = clock
    for (const pending of store.all<Pending>('delivery')) this.#retryLater(pending, FIRST_RETRY_MS)
  }

  /** Resolves once the target has the event, or its retry is on record. */
  async deliver(rule: Pick<Rule, 'Arn'>, target: Target, event: BusEvent): Promise<void> {
    try {
      await this.#send(target, event)
    } catch (error) {
      const now = this.#clock.now()
      await this.#failed({ id: randomUUID(), rule, target, event, attempts: 0, firstFailedAt: now }, error as Error)
    }
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  async #send(target: Target, event: BusEvent): Promise<void> {
    const service = target.Arn.split(':')[2]
    const payload = payloadOf(target, event)
    if (service === 'sqs') {
      const groupId = target.SqsParameters?.MessageGroupId
      const fifo = groupId === undefined ? {} : { groupId, deduplicationId: event.id }
      return this.#services.sendToQueue(target.Arn, JSON.stringify(payload), fifo)
    }
    if (service === 'lambda') return this.#services.invokeFunction(target.Arn, payload)
    return this.#services.putOnBus(target.Arn, event)
  }

  async #failed(pending: Pending, error: Error): Promise<void> {
    const { MaximumRetryAttempts = DEFAULT_ATTEMPTS, MaximumEventAgeInSeconds = DEFAULT_AGE_SECONDS } =
      pending.target.RetryPolicy ?? {}
    const ageMs = this.#clock.now() - pending.firstFailedAt
    const hopeless = error instanceof UndeliverableError
    const exhausted =
      pending.attempts >= MaximumRetryAttempts
        ? 'MaximumRetryAttempts'
        : ageMs >= MaximumEventAgeInSeconds * 1000
          ? 'MaximumEventAgeInSeconds'
          : undefined
    if (hopeless || exhausted) return this.#bury(pending, error, hopeless ? undefined : exhausted)
    this.#store.put('delivery', pending.id, pending)
    this.#retryLater(pending, Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** pending.attempts))
  }

  #retryLater(pending: Pending, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#retry({ ...pending, attempts: pending.attempts + 1 }).catch((error: Error) => {
        console.error(`EventBridge: retry of ${pending.target.Arn} failed: ${error.message}`)
      })
    }, delayMs)
    this.#timers.add(timer)
  }

  async #retry(pending: Pending): Promise<void> {
    try {
      await this.#send(pending.target, pending.event)
    } catch (error) {
      return this.#failed(pending, error as Error)
    }
    this.#store.delete('delivery', pending.id)
  }

  async #bury(pending: Pending, error: Error, exhausted: string | undefined): Promise<void> {
    const deadLetterQueue = pending.target.DeadLetterConfig?.Arn
    if (deadLetterQueue) {
      await this.#services.sendToQueue(deadLetterQueue, JSON.stringify(payloadOf(pending.target, pending.event)), {
        attributes: {
          RULE_ARN: pending.rule.Arn,
          TARGET_ARN: pending.target.Arn,
          ERROR_CODE: error instanceof UndeliverableError ? error.code : 'INTERNAL_FAILURE',
          ERROR_MESSAGE: error.message,
          RETRY_ATTEMPTS: String(pending.attempts),
          ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted }),
        },
      })
    }
    this.#store.delete('delivery', pending.id)
  }
}

function payloadOf(target: Target, event: BusEvent): unknown {
  if (target.Input !== undefined) return JSON.parse(target.Input)
  if (target.InputPath === undefined) return event
  return target.InputPath.split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], event)
}
