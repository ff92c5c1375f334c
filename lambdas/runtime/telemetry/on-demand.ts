import type { Message } from '../messages/message.ts'
import type { ConsumerTelemetry } from './consumer-telemetry.ts'
import type { MessageLogger } from './message-logger.ts'
import { quiet } from './quiet.ts'
import type { Reporter } from './system-reporter.ts'

/** The parts of telemetry that bring libraries, each loaded when it is first needed. */
export interface TelemetryLoaders {
  /** Beside the first batch. */
  readonly reporter: () => Promise<Reporter>
  /** When a handler first logs a line of its own: most never do. */
  readonly loggers: () => Promise<LoggerOf>
}

type LoggerOf = (message: Message) => MessageLogger
type Line = Parameters<MessageLogger['info']>
type Level = keyof MessageLogger

/**
 * A cold start does not wait for the libraries of telemetry. What handlers log while they load is kept, and written in
 * order as soon as there is something to write with.
 */
export function onDemand(load: TelemetryLoaders): ConsumerTelemetry {
  let reporter: Promise<Reporter> | undefined
  let loggers: Promise<LoggerOf> | undefined
  let loggerOf: LoggerOf | undefined

  const loadReporter = () => {
    reporter ??= load.reporter()
    // `batchDone` reports the failure. Until then nobody else listens to the rejection.
    reporter.catch(() => {})
    return reporter
  }
  const loadLoggers = () => {
    loggers ??= load.loggers().then((loaded) => {
      loggerOf = (message) => quiet(loaded(message))
      return loggerOf
    })
    return loggers
  }
  const loggerWhenReady = (message: Message): MessageLogger => {
    const log =
      (level: Level) =>
      (...line: Line) =>
        void loadLoggers().then(
          (loaded) => loaded(message)[level](...line),
          // `batchDone` reports the failure. This listener is needed because Lambda ends a function with an unhandled rejection.
          () => {},
        )
    return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
  }

  return {
    batchStarts: () => void loadReporter(),
    loggerOf: (message) => loggerOf?.(message) ?? loggerWhenReady(message),
    // Without a reporter there is no trace; `batchDone` tells why.
    traceOf: (message) =>
      loadReporter().then(
        (loaded) => loaded.traceOf?.(message),
        () => undefined,
      ),
    async batchDone(report) {
      const loaded = await loadReporter()
      // Lambda may freeze the function once it has answered: lines that wait go out before.
      const failed = await loggers?.then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      await loaded.write(report)
      if (failed) throw failed.error
    },
  }
}
