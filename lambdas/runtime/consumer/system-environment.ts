import { dynamoClient } from '../aws/clients.ts'
import { sqsQueue } from '../aws/sqs-queue.ts'
import { systemClock } from '../system/clock.ts'
import { createIds, systemRandomBytes } from '../system/ids.ts'
import { systemRandom } from '../system/random.ts'
import { systemTimers } from '../system/timers.ts'
import { powertoolsTracing } from '../telemetry/lazy-tracing.ts'
import { onDemand } from '../telemetry/on-demand.ts'
import { noTracing } from '../telemetry/tracing.ts'
import type { ConsumerEnvironment } from './environment.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** The real environment of a Lambda function, read from its variables. @throws {Error} naming a missing one. */
export function systemConsumerEnvironment(variables: Variables = process.env): ConsumerEnvironment {
  const need = (name: string): string => {
    const value = variables[name]
    if (!value) throw new Error(`The environment variable ${name} is missing.`)
    return value
  }
  const optional = (key: string, name: string) => (variables[name] ? { [key]: variables[name] } : {})
  return {
    clock: systemClock,
    timers: systemTimers,
    ids: createIds(systemClock, systemRandomBytes),
    random: systemRandom,
    dynamo: dynamoClient(),
    queue: sqsQueue({ queueUrl: need('QUEUE_URL'), deadLetterQueueUrl: need('DLQ_URL') }),
    tables: {
      processed: need('PROCESSED_TABLE'),
      deadLetters: need('DEAD_LETTER_TABLE'),
      ...optional('breakers', 'BREAKER_TABLE'),
      ...optional('events', 'EVENT_TABLE'),
      ...optional('commands', 'COMMAND_TABLE'),
    },
    telemetry: ({ name }) =>
      onDemand(async () => {
        const { powertoolsTelemetry } = await import('../telemetry/powertools-telemetry.ts')
        return powertoolsTelemetry({
          service: variables.POWERTOOLS_SERVICE_NAME ?? variables.SERVICE ?? name,
          consumer: name,
          write: (text) => {
            process.stdout.write(text)
          },
          tracing: isTraced(variables) ? powertoolsTracing(name) : noTracing,
        })
      }),
  }
}

/** Lambda says where the X-Ray daemon is when active tracing is on; Powertools has a switch of its own. */
const isTraced = (variables: Variables): boolean =>
  Boolean(variables.AWS_XRAY_DAEMON_ADDRESS) && variables.POWERTOOLS_TRACE_ENABLED !== 'false'
