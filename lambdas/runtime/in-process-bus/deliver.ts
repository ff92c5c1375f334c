import type { CommandEnvelope } from '../../../events/define-command.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { isContractError } from '../../../events/errors.ts'
import type { DecodeMessage } from '../consumer/decode-message.ts'
import { type Handling, handleMessage, leavesMarkers } from '../consumer/process-message.ts'
import { runAfterCommit } from '../consumer/run-after-commit.ts'
import { derivedLimits } from '../declarations/derived-limits.ts'
import { DeferredError, PermanentError, TransientError } from '../errors.ts'
import type { IdempotencyStrategy } from '../idempotency/strategy.ts'
import { deferralSeconds, retryDelaySeconds } from '../retry/backoff.ts'
import { onlyWaits } from '../retry/is-away.ts'
import { startDeadline } from '../system/deadline.ts'
import { pause, type Timers } from '../system/timers.ts'
import type { MessageLogger } from '../telemetry/message-logger.ts'
import { quiet } from '../telemetry/quiet.ts'
import { toError } from '../to-error.ts'

/** A message that a consumer will not try again. */
export interface GivenUp {
  readonly consumer: string
  readonly message: EventEnvelope | CommandEnvelope
  readonly error: Error
  readonly attempts: number
}

/** The outcome of a message. */
export interface Delivered {
  /** Events and commands that follow from it. */
  readonly following: readonly (EventEnvelope | CommandEnvelope)[]
  /** Absent: it was processed. */
  readonly givenUp?: GivenUp
}

export interface InProcessConsumer extends Omit<Handling, 'deadline' | 'strategy' | 'breakers' | 'telemetry'> {
  readonly decode: DecodeMessage
  /** @param handlingEnd epoch milliseconds at which the handler is cut off. */
  readonly openStrategy: (handlingEnd: number) => IdempotencyStrategy
  readonly logger: MessageLogger
  readonly onGivenUp: (givenUp: GivenUp) => void
}

/**
 * Runs one consumer on one message until it is processed or given up. The message goes through JSON and its schema, as it
 * will when a queue is in between: no consumer can come to rely on shared objects or on undeclared fields.
 */
export async function deliver(
  consumer: InProcessConsumer,
  message: EventEnvelope | CommandEnvelope,
): Promise<Delivered> {
  const { declaration, timers, random } = consumer
  const maxAttempts = declaration.delivery === 'at-most-once' ? 1 : declaration.retry.maxAttempts
  const limits = derivedLimits(declaration)
  const maxDeferrals = limits.maxReceiveCount - 1
  let deferrals = 0
  for (let attempt = 1; ; ) {
    try {
      // What a consumer without markers is told is the receive count, as when it is deployed.
      const told = leavesMarkers(declaration) ? attempt : attempt + deferrals
      return { following: await attemptOnce(consumer, message, told) }
    } catch (thrown) {
      const error = toError(thrown)
      const mayWait = declaration.delivery !== 'at-most-once' && !isPermanent(error)
      const waits = mayWait && onlyWaits(declaration, error)
      if (waits && deferrals < maxDeferrals) {
        // The message waits without spending an attempt, as often as a queue would deliver it.
        deferrals++
        const known = error instanceof DeferredError ? secondsOf(error.delaySeconds) : undefined
        await waitFor(timers, known ?? deferralSeconds(limits, deferrals, random))
        continue
      }
      if (attempt === maxAttempts || waits || isPermanent(error)) {
        const givenUp = { consumer: declaration.name, message, error, attempts: attempt }
        tell(consumer, givenUp)
        return { following: [], givenUp }
      }
      const atLeast = error instanceof TransientError ? (secondsOf(error.retryAfterSeconds) ?? 0) : 0
      await waitFor(timers, Math.max(atLeast, retryDelaySeconds(declaration.retry, attempt++, random)))
    }
  }
}

/** Node's timers hold at most 2^31 - 1 ms, about 24.8 days, and take more for 1 ms. */
const LONGEST_MS = 2_000_000_000

/** In parts where it is longer than a timer holds: a message may be told to wait for weeks. */
async function waitFor(timers: Timers, seconds: number): Promise<void> {
  let leftMs = seconds * 1000
  for (; leftMs > LONGEST_MS; leftMs -= LONGEST_MS) await pause(timers, LONGEST_MS)
  await pause(timers, leftMs)
}

/** Calls the caller's callback. If it throws, that is only logged, because other messages wait behind this one. */
function tell({ onGivenUp, logger }: InProcessConsumer, givenUp: GivenUp): void {
  try {
    onGivenUp(givenUp)
  } catch (thrown) {
    quiet(logger).error('onGivenUp failed', { error: toError(thrown).message, given_up: givenUp.error.message })
  }
}

const secondsOf = (wanted: number | undefined): number | undefined =>
  wanted === undefined || !Number.isFinite(wanted) ? undefined : Math.max(0, wanted)

const isPermanent = (error: Error): boolean => error instanceof PermanentError || isContractError(error)

async function attemptOnce(
  consumer: InProcessConsumer,
  message: EventEnvelope | CommandEnvelope,
  attempt: number,
): Promise<readonly (EventEnvelope | CommandEnvelope)[]> {
  const { clock, timers, declaration, logger } = consumer
  const deadline = startDeadline(clock, timers, declaration.timeoutSeconds * 1000)
  const handling: Handling = {
    ...consumer,
    deadline,
    strategy: consumer.openStrategy(deadline.functionEnd),
    breakers: new Map(declaration.breakers.map((name) => [name, closedCircuit])),
    telemetry: { loggerOf: () => logger },
  }
  try {
    const decoded = consumer.decode(JSON.stringify(message))
    const outcome = await handleMessage(handling, decoded, attempt)
    if (outcome.kind !== 'processed') return []
    const { effects } = outcome
    if (effects.afterCommit) await runAfterCommit(handling, deadline, [{ message: decoded, outcome }])
    return [...effects.events, ...effects.commands]
  } finally {
    deadline.close()
  }
}

/**
 * A breaker that is always closed: in one process no other instance could share its state. Real breakers need the deployed
 * consumer.
 */
const closedCircuit = {
  run: <Result>(call: () => Promise<Result>): Promise<Result> => call(),
  assertNotOpen: async (): Promise<void> => {},
}
