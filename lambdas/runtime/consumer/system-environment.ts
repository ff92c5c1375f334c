import { dynamoClient } from '../aws/clients.ts'
import { createItemReader, type ItemReader } from '../aws/item-reader.ts'
import { DRILL_VARIABLE } from '../declarations/drill.ts'
import type { VariableName } from '../declarations/variables.ts'
import { lazyEventStore } from '../event-store/lazy-event-store.ts'
import { sqsQueue } from '../queue/sqs-queue.ts'
import { systemClock } from '../system/clock.ts'
import { createIds, systemRandomBytes } from '../system/ids.ts'
import { systemRandom } from '../system/random.ts'
import { systemTimers } from '../system/timers.ts'
import { type Variables, variable } from '../system/variable.ts'
import type { ConsumerTelemetry } from '../telemetry/consumer-telemetry.ts'
import { onDemand } from '../telemetry/on-demand.ts'
import type { ConsumerEnvironment } from './environment.ts'

/** What its handlers read with, besides. */
export interface SystemConsumerEnvironment extends ConsumerEnvironment {
  /** One for all reads of single items, so that those of a batch share their requests. */
  readonly items: ItemReader
}

/** The real environment of a Lambda function, read from its variables. @throws {Error} naming a missing one. */
export function systemConsumerEnvironment(variables: Variables = process.env): SystemConsumerEnvironment {
  const need = (name: VariableName): string => variable(name, variables)
  const optional = (key: string, name: VariableName) => (variables[name] ? { [key]: variables[name] } : {})
  const system = { dynamo: dynamoClient(), timers: systemTimers, random: systemRandom }
  const readers = { ...system, items: createItemReader(system) }
  return {
    ...readers,
    clock: systemClock,
    ids: createIds(systemClock, systemRandomBytes),
    eventStore: lazyEventStore(async () =>
      (await import('../event-store/system-event-store.ts')).systemEventStore(readers, {}, variables),
    ),
    queue: sqsQueue({ queueUrl: need('QUEUE_URL'), deadLetterQueueUrl: need('DLQ_URL') }),
    tables: {
      processed: need('PROCESSED_TABLE'),
      deadLetters: need('DEAD_LETTER_TABLE'),
      operations: need('OPERATION_TABLE'),
      ...optional('breakers', 'BREAKER_TABLE'),
      ...optional('health', 'BREAKER_TABLE'),
      ...optional('parked', 'PARKED_TABLE'),
      ...optional('events', 'EVENT_TABLE'),
      ...optional('commands', 'COMMAND_TABLE'),
    },
    ...optional('codeRevision', 'CODE_REVISION'),
    ...(variables[DRILL_VARIABLE] ? { failureDrill: variables[DRILL_VARIABLE] } : {}),
    telemetry: ({ name }) => systemTelemetry(name, variables),
  }
}

function systemTelemetry(consumer: string, variables: Variables): ConsumerTelemetry {
  const service = variables.POWERTOOLS_SERVICE_NAME ?? variables.SERVICE ?? consumer
  return onDemand({
    reporter: async () =>
      (await import('../telemetry/system-reporter.ts')).systemReporter(service, consumer, variables),
    loggers: async () => (await import('../telemetry/powertools-loggers.ts')).powertoolsLoggers(service, consumer),
  })
}
