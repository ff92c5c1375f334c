import type { TraceOf } from '../effects/effects.ts'
import type { Message } from '../messages/message.ts'
import type { SettledDelivery } from '../messages/outcome.ts'
import type { MessageLogger } from './message-logger.ts'

/** Outcomes of one invocation. */
export interface BatchReport {
  readonly processed: readonly SettledDelivery[]
  /** Epoch milliseconds. */
  readonly finishedAt: number
  /** Milliseconds until Lambda ends the function. */
  readonly remainingMs?: number
}

/** The place of a message in the trace that is recorded of it. */
export interface MessageTrace {
  /** Names the span in which the message is handled. */
  readonly traceparent: string
  readonly traceOf: TraceOf
}

/** Logs, metrics and traces of one consumer. Never throws: telemetry must not fail a message. */
export interface ConsumerTelemetry {
  /** Called before the first message of an invocation. */
  batchStarts(): void
  loggerOf(message: Message): MessageLogger
  /**
   * Where in its trace this message is handled, and what it causes is created. The same for the same message. Absent, or with
   * nothing as its answer, where no trace is recorded.
   */
  traceOf?(message: Message): Promise<MessageTrace | undefined>
  /** Called at the end of each invocation; before that with what leaves the queue, or the parking, before the end. */
  batchDone(report: BatchReport): Promise<void>
}
