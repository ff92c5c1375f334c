import { ChangeMessageVisibilityCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import type { Context, SQSEvent } from 'aws-lambda'
import { sqsClient } from '../runtime/queue/sqs-client.ts'
import { systemClock } from '../runtime/system/clock.ts'
import { variable } from '../runtime/system/variable.ts'
import { commandPlan } from './command-plan.ts'
import { relayHandler } from './handler.ts'
import { lazySendTraces } from './lazy-send-traces.ts'
import { queueTarget } from './queue-target.ts'
import type { StreamRecord } from './stream-records.ts'
import { systemRelayEnvironment } from './system-environment.ts'
import { tracedCommand } from './traced-message.ts'
import { isWaiting, type WaitingEnvironment, waitingBatch } from './waiting-batch.ts'

const sqs = sqsClient()
const traces = lazySendTraces(systemClock)
const urls = JSON.parse(variable('COMMAND_QUEUES')) as Record<string, string>
const QueueUrl = variable('WAITING_QUEUE_URL')
const queues = new Map(
  Object.entries(urls).map(([addressee, url]) => [addressee, traces.watched(queueTarget(sqs, url), tracedCommand)]),
)
const planOf = (records: readonly StreamRecord[], now: number) => commandPlan(records, queues, now)

const environment: WaitingEnvironment = {
  ...systemRelayEnvironment(sqs),
  writeTraces: traces.write,
  keepWaiting: async (MessageBody, abortSignal) => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }), { abortSignal })
  },
  postpone: async (ReceiptHandle, VisibilityTimeout) => {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
  },
}
const relay = relayHandler(planOf, environment)

/**
 * From the stream of the command outbox to the queue of each command's addressee. A command whose addressee cannot be reached
 * waits in a queue of its own, from which this function takes it, too: the commands of others go on.
 */
export const handler = async (
  event: Parameters<typeof relay>[0] | SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) =>
  isWaiting(event)
    ? waitingBatch(event, planOf, environment, context.getRemainingTimeInMillis()).finally(() =>
        traces.write(context.getRemainingTimeInMillis()),
      )
    : relay(event, context)
