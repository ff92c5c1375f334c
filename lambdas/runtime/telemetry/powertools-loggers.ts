import { Logger } from '@aws-lambda-powertools/logger'
import type { Message } from '../messages/message.ts'
import type { MessageLogger } from './message-logger.ts'

/** Powertools Logger for what the handlers of one consumer log themselves. */
export function powertoolsLoggers(service: string, consumer: string): (message: Message) => MessageLogger {
  const logger = new Logger({ serviceName: service })
  return (message) => withIds(logger, consumer, message)
}

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
