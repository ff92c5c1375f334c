import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SNSClient } from '@aws-sdk/client-sns'
import { clientSettings } from '../runtime/aws/clients.ts'
import { eventBridgeTarget } from './event-bridge-target.ts'
import { eventPlan } from './event-plan.ts'
import { relayHandler } from './handler.ts'
import { systemRelayEnvironment, variable } from './system-environment.ts'
import { topicTarget } from './topic-target.ts'

const targets = {
  bus: eventBridgeTarget(new EventBridgeClient(clientSettings), variable('BUS_NAME')),
  topic: topicTarget(new SNSClient(clientSettings), variable('TOPIC_ARN')),
}

/** From the stream of the event table to the bus and the ordered topic. */
export const handler = relayHandler((records) => eventPlan(records, targets), systemRelayEnvironment())
