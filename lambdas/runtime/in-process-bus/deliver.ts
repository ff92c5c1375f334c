import type { CommandEnvelope } from '../../../events/define-command.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { isContractError } from '../../../events/errors.ts'
import type { DecodeMessage } from '../consumer/decode-message.ts'
import { type Handling, handleMessage } from '../consumer/process-message.ts'
import { derivedLimits } from '../declarations/derived-limits.ts'
import { DeferredError, PermanentError } from '../errors.ts'
import type { IdempotencyStrategy } from '../idempotency/strategy.ts'
import { deferralSeconds, retryDelaySeconds } from '../retry/backoff.ts'
import { onlyWaits } from '../retry/is-away.ts'
import { startDeadline } from '../system/deadline.ts'
import { pause } from '../system/timers.ts'
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
      return { following: await attemptOnce(consumer, message, attempt) }
    } catch (thrown) {
      const error = toError(thrown)
      const mayWait = declaration.delivery !== 'at-most-once' && !isPermanent(error)
      const waits = mayWait && onlyWaits(declaration, error)
      if (waits && deferrals < maxDeferrals) {
        // No failure: it waits without burning an attempt, as often as its queue would let it.
        deferrals++
        const known = error instanceof DeferredError ? secondsOf(error.delaySeconds) : undefined
        await pause(timers, (known ?? deferralSeconds(limits, deferrals, random)) * 1000)
        continue
      }
      if (attempt === maxAttempts || waits || isPermanent(error)) {
        const givenUp = { consumer: declaration.name, message, error, attempts: attempt }
        tell(consumer, givenUp)
        return { following: [], givenUp }
      }
      await pause(timers, retryDelaySeconds(declaration.retry, attempt++, random) * 1000)
    }
  }
}

/** The callback of the caller may fail: others still wait for their turn behind this message. */
function tell({ onGivenUp, logger }: InProcessConsumer, givenUp: GivenUp): void {
  try {
    onGivenUp(givenUp)
  } catch (thrown) {
    quiet(logger).error('onGivenUp failed', { error: toError(thrown).message, given_up: givenUp.error.message })
  }
}

const secondsOf = (wanted: number | undefined): number | undefined =>
  wanted === undefined || Number.isFinite(wanted) ? wanted : undefined

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
    const outcome = await handleMessage(handling, consumer.decode(JSON.stringify(message)), attempt)
    return outcome.kind === 'processed' ? [...outcome.effects.events, ...outcome.effects.commands] : []
  } finally {
    deadline.close()
  }
}

/** Within one process a downstream's failures are seen where they happen; breakers come with the queue. */
const closedCircuit = {
  run: <Result>(call: () => Promise<Result>): Promise<Result> => call(),
  assertNotOpen: async (): Promise<void> => {},
}
