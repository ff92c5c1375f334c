import type { Message } from '../messages/message.ts'
import type { SettledDelivery } from '../messages/outcome.ts'
import type { MessageLogger } from './message-logger.ts'

/** The outcome of one invocation. */
export interface BatchReport {
  readonly processed: readonly SettledDelivery[]
  /** Epoch milliseconds. */
  readonly finishedAt: number
}

/** Logs, metrics and traces of one consumer. Never throws: telemetry must not fail a message. */
export interface ConsumerTelemetry {
  /** Called before the first message of an invocation. */
  batchStarts(): void
  loggerOf(message: Message): MessageLogger
  /** Runs the handler of one message, as a span where traces are on. */
  traced<Result>(message: Message, run: () => Promise<Result>): Promise<Result>
  /** Called once per invocation, at its end. */
  batchDone(report: BatchReport): Promise<void>
}
