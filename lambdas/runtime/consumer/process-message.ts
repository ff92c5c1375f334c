import { Effects } from '../effects/effects.ts'
import { ConflictError } from '../errors.ts'
import { fullJitter } from '../retry/backoff.ts'
import { pause } from '../system/timers.ts'
import type { MessageContext } from './handlers.ts'
import type { Invocation } from './invocation.ts'
import type { Delivery, Message } from './message.ts'

/** A handler that keeps losing against others is left to the queue's backoff. */
const MAX_DECISIONS = 5
const conflictDelay = { firstMilliseconds: 5, maxMilliseconds: 100 }

/** Runs the handler and commits what it staged, again after a conflict. @throws what the handler or the commit throws. */
export async function handleMessage(
  invocation: Invocation,
  delivery: Delivery,
  message: Message,
  attempt: number,
): Promise<'processed' | 'duplicate'> {
  const { way, environment } = invocation
  const key = idempotencyKey(invocation, message)
  for (let decision = 0; ; decision++) {
    try {
      return await way.process({
        key,
        handle: (hints) => runHandler(invocation, delivery, message, attempt, hints?.fencingToken),
      })
    } catch (error) {
      if (!(error instanceof ConflictError) || decision + 1 >= MAX_DECISIONS) throw error
      await pause(environment.timers, fullJitter(conflictDelay, decision, environment.random))
    }
  }
}

export const idempotencyKey = ({ declaration }: Invocation, message: Message): string =>
  `${declaration.name}#${message.id}`

async function runHandler(
  invocation: Invocation,
  delivery: Delivery,
  message: Message,
  attempt: number,
  fencingToken: number | undefined,
): Promise<Effects> {
  const { environment, deadline, declaration } = invocation
  deadline.signal.throwIfAborted()
  const { correlationId: correlation_id, id: causation_id } = message
  const effects = new Effects(invocation.effectsEnvironment, { correlation_id, causation_id })
  const context: MessageContext = {
    effects,
    signal: deadline.signal,
    clock: environment.clock,
    ids: environment.ids,
    attempt,
    idempotencyKey: `${declaration.name}#${message.id}`,
    fencingToken,
    replayId: message.replayId,
    logger: invocation.loggerOf(delivery, message),
    remainingMs: deadline.remainingMs,
    breaker: (name) => invocation.breaker(name),
  }
  await Promise.race([invocation.handle(message, context), deadline.over])
  return effects
}
