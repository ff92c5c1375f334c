import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SNSClient } from '@aws-sdk/client-sns'
import type { DynamoDBStreamHandler } from 'aws-lambda'
import { clientSettings } from '../runtime/aws/clients.ts'
import { eventBridgeTarget } from './event-bridge-target.ts'
import { eventPlan } from './event-plan.ts'
import { relayBatch } from './relay-batch.ts'
import { insertedRecords } from './stream-records.ts'
import { systemRelayEnvironment, variable } from './system-environment.ts'
import { topicTarget } from './topic-target.ts'

const environment = systemRelayEnvironment()
const targets = {
  bus: eventBridgeTarget(new EventBridgeClient(clientSettings), variable('BUS_NAME')),
  topic: topicTarget(new SNSClient(clientSettings), variable('TOPIC_ARN')),
}

/** From the stream of the event table to the bus and the ordered topic. */
export const handler: DynamoDBStreamHandler = async (event, context) => {
  const records = insertedRecords(event)
  return relayBatch(records, eventPlan(records, targets), environment, context.getRemainingTimeInMillis())
}
