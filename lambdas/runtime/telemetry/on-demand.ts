import type { Message } from '../consumer/message.ts'
import type { ConsumerTelemetry } from './consumer-telemetry.ts'
import type { MessageLogger } from './message-logger.ts'

type Line = Parameters<MessageLogger['info']>
type Level = keyof MessageLogger
type Loaded = Omit<ConsumerTelemetry, 'traced'>

/**
 * Loads telemetry beside the first batch, not before it: a cold start does not wait for its libraries. What handlers
 * log in those milliseconds is kept, and written in order as soon as there is something to write with.
 */
export function onDemand(load: () => Promise<Loaded>, traced: ConsumerTelemetry['traced']): ConsumerTelemetry {
  let loaded: Loaded | undefined
  let loading: Promise<Loaded> | undefined
  const ready = (): Promise<Loaded> => {
    loading ??= load().then((telemetry) => {
      loaded = telemetry
      return telemetry
    })
    return loading
  }
  const loggerWhenReady = (message: Message): MessageLogger => {
    const log =
      (level: Level) =>
      (...line: Line) =>
        void ready().then((telemetry) => telemetry.loggerOf(message)[level](...line))
    return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
  }
  return {
    batchStarts: () => void ready(),
    loggerOf: (message) => loaded?.loggerOf(message) ?? loggerWhenReady(message),
    traced,
    batchDone: async (report) => (await ready()).batchDone(report),
  }
}
