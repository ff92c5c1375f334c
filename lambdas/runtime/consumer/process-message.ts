import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { Effects } from '../effects/effects.ts'
import { ConflictError, DeferredError, PermanentError } from '../errors.ts'
import type { Hints, RunStep } from '../idempotency/strategy.ts'
import type { Message } from '../messages/message.ts'
import type { Outcome } from '../messages/outcome.ts'
import { fullJitter } from '../retry/backoff.ts'
import { pause } from '../system/timers.ts'
import type { MessageTrace } from '../telemetry/consumer-telemetry.ts'
import { toError } from '../to-error.ts'
import type { Breaker, MessageContext } from './handlers.ts'
import type { Invocation } from './invocation.ts'
import { withItsData } from './with-its-data.ts'

/** What handling one message needs of its invocation, whatever brought the message. */
export interface Handling
  extends Pick<
    Invocation,
    | 'declaration'
    | 'claims'
    | 'claimBudget'
    | 'clock'
    | 'timers'
    | 'random'
    | 'ids'
    | 'effectsEnvironment'
    | 'eventStore'
    | 'breakers'
    | 'deadline'
    | 'strategy'
    | 'handle'
  > {
  readonly telemetry: Pick<Invocation['telemetry'], 'loggerOf' | 'traceOf'>
}

/**
 * How often a handler may decide in one delivery, when other writers are first each time. After that the message goes back to the
 * queue.
 */
const MAX_DECISIONS = 5
const noEffects = { events: [], commands: [] }
const conflictDelay = { firstMs: 5, maxMs: 100 }

/**
 * Runs the handler and commits what it staged, again after a conflict.
 * @param attempt from 1.
 * @throws what the handler or the commit throws.
 */
export const handleMessage = (invocation: Handling, given: Message, attempt: number): Promise<Handled> =>
  given.complete
    ? withItsData(invocation, given, (message) => handleWhole(invocation, message, attempt))
    : handleWhole(invocation, given, attempt)

type Handled = Extract<Outcome, { kind: 'processed' | 'duplicate' }>

async function handleWhole(invocation: Handling, message: Message, attempt: number): Promise<Handled> {
  const { strategy, timers, random, declaration } = invocation
  const key = idempotencyKey(declaration, message)
  const trace = message.envelope.metadata.traceparent ? await invocation.telemetry.traceOf?.(message) : undefined
  // With an open circuit the handler could do nothing, and claiming the message and giving it back would cost two calls.
  if (declaration.idempotency === 'lease')
    for (const breaker of invocation.breakers.values()) await breaker.assertNotOpen()
  // The last run is the one whose effects were committed: a conflict threw away those before it.
  let effects: Effects | undefined
  let decision = 0
  const handle = async (hints?: Hints) => {
    const wasOvertaken = decision > 0
    effects = await runHandler(invocation, message, { key, attempt, wasOvertaken, trace, ...hints })
    return effects
  }
  for (; ; decision++) {
    try {
      const kind = await strategy.process({ key, handle })
      return kind === 'processed' ? { kind, effects: effects ?? noEffects } : { kind }
    } catch (error) {
      if (!(error instanceof ConflictError) || decision + 1 >= MAX_DECISIONS) throw error
      await pause(timers, fullJitter(conflictDelay, decision, random))
    }
  }
}

/**
 * By event id, never by SQS message id: a redrive, or a second subscription, gives a new one of those. A replay that shall
 * take effect again has keys of its own, so that it too does so once.
 */
export const idempotencyKey = (
  { name }: Pick<ConsumerDeclaration, 'name'>,
  { id, replayScope }: Pick<Message, 'id' | 'replayScope'>,
): string => (replayScope === undefined ? `${name}#${id}` : `${name}#${id}#${replayScope}`)

/**
 * Whether the consumer writes a marker under that key for each message that it has processed. The other strategies rest on
 * conditions of the effects themselves.
 */
export const leavesMarkers = ({ idempotency }: Pick<ConsumerDeclaration, 'idempotency'>): boolean =>
  idempotency === 'atomic' || idempotency === 'lease'

interface Run extends Pick<MessageContext, 'attempt' | 'wasOvertaken'>, Hints {
  readonly key: string
  readonly trace: MessageTrace | undefined
}

/** Steps need a lease, because only its record can tell later attempts what an earlier one has done. */
const noSteps: RunStep = async (name) => {
  throw new PermanentError(
    'STEP_NOT_RECORDED',
    `The step "${name}" could not be remembered: only a consumer with idempotency: 'lease' has steps.`,
  )
}

async function runHandler(
  invocation: Handling,
  message: Message,
  { key, attempt, wasOvertaken, trace, fencingToken, step = noSteps }: Run,
): Promise<Effects> {
  const { clock, ids, deadline } = invocation
  // It may have waited for others of its batch meanwhile: that is no failure.
  if (!deadline.leavesTime()) throw new DeferredError('NO_TIME_LEFT', 'There was no time left for it.')
  const { correlationId: correlation_id, id: causation_id, replyTo: reply_to } = message
  const cause = { correlation_id, causation_id, ...(reply_to !== undefined && { reply_to }) }
  const environment = { ...invocation.effectsEnvironment, signal: deadline.signal, traceOf: trace?.traceOf }
  const effects = new Effects(environment, cause)
  let logger: MessageContext['logger'] | undefined
  const context: MessageContext = {
    effects,
    eventStore: invocation.eventStore,
    signal: deadline.signal,
    clock,
    ids,
    attempt,
    wasOvertaken,
    idempotencyKey: key,
    fencingToken,
    step,
    afterCommit(what, run) {
      effects.afterCommit ??= []
      effects.afterCommit.push({ what, run })
    },
    replayId: message.replayId,
    traceparent: trace?.traceparent,
    get logger() {
      logger ??= invocation.telemetry.loggerOf(message)
      return logger
    },
    remainingMs: deadline.remainingMs,
    breaker: (name) => breakerOf(invocation, name),
  }
  try {
    await Promise.race([invocation.handle(message, context), deadline.over])
  } catch (thrown) {
    throw toError(thrown)
  }
  return effects
}

function breakerOf({ breakers, declaration, deadline }: Handling, name: string): Breaker {
  const breaker = breakers.get(name)
  if (!breaker) throw new Error(`Consumer "${declaration.name}" does not declare a breaker "${name}".`)
  return { run: (call) => breaker.run(call, deadline.signal) }
}
