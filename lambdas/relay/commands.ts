import type { DynamoDBStreamHandler } from 'aws-lambda'
import { sqsClient } from '../runtime/aws/sqs-client.ts'
import { commandPlan } from './command-plan.ts'
import { queueTarget } from './queue-target.ts'
import { relayBatch } from './relay-batch.ts'
import { insertedRecords } from './stream-records.ts'
import { systemRelayEnvironment, variable } from './system-environment.ts'

const sqs = sqsClient()
const environment = systemRelayEnvironment(sqs)
const urls = JSON.parse(variable('COMMAND_QUEUES')) as Record<string, string>
const queues = new Map(Object.entries(urls).map(([addressee, url]) => [addressee, queueTarget(sqs, url)]))

/** From the stream of the command outbox to the queue of each command's addressee. */
export const handler: DynamoDBStreamHandler = async (event, context) => {
  const records = insertedRecords(event)
  return relayBatch(records, commandPlan(records, queues), environment, context.getRemainingTimeInMillis())
}
