import { Logger } from '@aws-lambda-powertools/logger'
import type { Message } from '../consumer/message.ts'
import type { ConsumerTelemetry } from './consumer-telemetry.ts'
import type { MessageLogger } from './message-logger.ts'
import { outcomeLine } from './outcome-line.ts'
import { OutcomeMetrics } from './outcome-metrics.ts'

export interface TelemetryOptions {
  readonly service: string
  readonly consumer: string
  /** Writes text as it is; gets all lines of a batch at once. */
  readonly write: (text: string) => void
}

/**
 * Powertools Logger and Metrics for one consumer. The outcome lines of a batch leave in one write, and share
 * it with its metrics: writing is most of what telemetry costs.
 */
export function powertoolsTelemetry({ service, consumer, write }: TelemetryOptions): Omit<ConsumerTelemetry, 'traced'> {
  const logger = new Logger({ serviceName: service })
  const metrics = new OutcomeMetrics(service, consumer)
  return {
    batchStarts: () => {},
    loggerOf: (message) => withIds(logger, consumer, message),
    async batchDone(report) {
      const lines = report.processed.map((one) => outcomeLine(service, consumer, report.finishedAt, one))
      write(`${[...lines, ...metrics.linesOf(report)].join('\n')}\n`)
    },
  }
}

/** Made only when a handler logs: a child logger costs more than a line. */
function withIds(logger: Logger, consumer: string, message: Message): MessageLogger {
  const ids = {
    consumer,
    event_id: message.id,
    event_type: message.type,
    aggregate_id: message.aggregateId,
    correlation_id: message.correlationId,
    causation_id: message.causationId,
  }
  return {
    debug: (text, fields) => logger.debug(text, { ...fields, ...ids }),
    info: (text, fields) => logger.info(text, { ...fields, ...ids }),
    warn: (text, fields) => logger.warn(text, { ...fields, ...ids }),
    error: (text, fields) => logger.error(text, { ...fields, ...ids }),
  }
}
