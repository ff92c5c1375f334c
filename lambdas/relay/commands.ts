import { sqsClient } from '../runtime/aws/sqs-client.ts'
import { variable } from '../runtime/system/variable.ts'
import { commandPlan } from './command-plan.ts'
import { relayHandler } from './handler.ts'
import { queueTarget } from './queue-target.ts'
import { systemRelayEnvironment } from './system-environment.ts'

const sqs = sqsClient()
const urls = JSON.parse(variable('COMMAND_QUEUES')) as Record<string, string>
const queues = new Map(Object.entries(urls).map(([addressee, url]) => [addressee, queueTarget(sqs, url)]))

/** From the stream of the command outbox to the queue of each command's addressee. */
export const handler = relayHandler((records, now) => commandPlan(records, queues, now), systemRelayEnvironment(sqs))
