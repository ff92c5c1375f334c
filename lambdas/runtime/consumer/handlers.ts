import type { CommandDefinition, CommandOf } from '../../../events/define-command.ts'
import type { EventDefinition, EventOf } from '../../../events/define-event.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import type { AfterCommit, Effects } from '../effects/effects.ts'
import type { StreamReader } from '../event-store/event-store.ts'
import type { Clock } from '../system/clock.ts'
import type { Ids } from '../system/ids.ts'
import type { MessageLogger } from '../telemetry/message-logger.ts'

/** A guarded downstream; see `circuit-breaker/`. */
export interface Breaker {
  /**
   * Calls the downstream unless its circuit is open.
   * @throws {DeferredError} while it is open: the message waits and burns no attempt.
   */
  run<Result>(call: () => Promise<Result>): Promise<Result>
}

/** The context of one message: what a handler gets besides its event or command. */
export interface MessageContext {
  /** Everything staged here commits together after the handler returns, or not at all. */
  readonly effects: Effects
  /**
   * Reads streams, for a consumer that declares `uses: { eventStore }` or `{ facts }`; `decideAndAppend` takes the context as it is.
   * What is staged in `effects` is not in it before the commit. Its code is loaded with the first read.
   * @throws {Error} at its first use, for a consumer that declares neither; synthesis names it before.
   */
  readonly eventStore: StreamReader
  /** Aborts shortly before the function's deadline; pass it on to every outside call. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly ids: Ids
  /**
   * From 1: one more than this message has failed, as the retry policy counts. Where that count is not read, because there
   * are no markers to look up (`versioned`, `unique-key`, no strategy), it is the receive count, which counts waiting, too.
   */
  readonly attempt: number
  /**
   * Whether this message was decided before and the commit was refused, because someone else was first. A handler that
   * took something for granted instead of reading it, and staged a write on that condition, now has to look.
   */
  readonly wasOvertaken: boolean
  /** The same on every delivery of this event to this consumer: pass it to downstreams that deduplicate. */
  readonly idempotencyKey: string
  /** Lease only: grows with each claim of this event; a downstream can refuse a smaller one. */
  readonly fencingToken: number | undefined
  /**
   * Lease only: does something outside, once for this message. When what comes after it fails (a commit, another step), the
   * runtime puts on record that it is done, and later attempts get its result from there instead of doing it again. It is
   * done again only if the function is killed before that record is written, or the record cannot be written either.
   * @param name unique within the handler; the same in every version of its code, as long as messages may be under way.
   * @returns the result as JSON makes it; at most 32 KB for all steps together.
   * @throws what `call` throws: the step then counts as not done.
   * @throws {PermanentError} `STEP_NOT_RECORDED` for a consumer without a lease, before anything is done.
   * @throws {PermanentError} `STEP_RESULT_INVALID` for a result that is no JSON or too large. The step has been done.
   */
  step<Result>(name: string, call: () => Promise<Result>): Promise<Result>
  /**
   * Has something done outside once everything that is staged in `effects` is committed: something that may as well not happen,
   * such as tidying up. It runs after the whole batch, beside what its other messages ask for, for a second at most. It does not happen if
   * the function dies before, if the commit is refused, if this message is a duplicate, or if no time is left; and it may happen twice.
   * If it fails or takes longer, a warning is logged, and the message is processed nevertheless.
   * @param what names it in that warning, such as `take the deadline back`.
   * @param run gets a signal that aborts when it has to end; pass it on to the call.
   */
  afterCommit(what: string, run: AfterCommit['run']): void
  /** Set when a replay delivers this event. */
  readonly replayId: string | undefined
  /** The W3C Trace Context to pass on to what is called outside; absent where no trace is recorded. */
  readonly traceparent?: string | undefined
  readonly logger: MessageLogger
  /** Milliseconds until the signal aborts. */
  remainingMs(): number
  /** @throws {Error} for a name that the declaration's `breakers` does not list. */
  breaker(name: string): Breaker
}

export type MessageHandler<Message> = (message: Message, context: MessageContext) => Promise<void> | void

interface Subscribing {
  readonly subscribesTo: readonly EventDefinition[] | '*'
  readonly accepts: readonly CommandDefinition[]
}

type EventHandlers<Definitions> = Definitions extends readonly EventDefinition[]
  ? { readonly [Definition in Definitions[number] as Definition['type']]: MessageHandler<EventOf<Definition>> }
  : unknown

type CommandHandlers<Definitions extends readonly CommandDefinition[]> = {
  readonly [Definition in Definitions[number] as Definition['type']]: MessageHandler<CommandOf<Definition>>
}

/**
 * One handler per message type: a missing or superfluous one does not compile. A consumer that subscribes to `'*'` has a single
 * function for all types.
 */
export type HandlersOf<Declaration extends Subscribing> = Declaration['subscribesTo'] extends '*'
  ? MessageHandler<EventEnvelope>
  : EventHandlers<Declaration['subscribesTo']> & CommandHandlers<Declaration['accepts']>
