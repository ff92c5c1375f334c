import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SNSClient } from '@aws-sdk/client-sns'
import { clientSettings, dynamoClient } from '../runtime/aws/clients.ts'
import { quickToCopy } from '../runtime/aws/quick-to-copy.ts'
import type { VariableName } from '../runtime/declarations/variables.ts'
import { systemClock } from '../runtime/system/clock.ts'
import { variable } from '../runtime/system/variable.ts'
import { eventBridgeTarget } from './event-bridge-target.ts'
import { eventPlan } from './event-plan.ts'
import { relayHandler } from './handler.ts'
import { lazySendTraces } from './lazy-send-traces.ts'
import { createDynamoHistory } from './order/dynamo-history.ts'
import { createDynamoPositions } from './order/dynamo-positions.ts'
import { createKnownPositions } from './order/positions.ts'
import { systemRelayEnvironment } from './system-environment.ts'
import { topicTarget } from './topic-target.ts'
import { tracedEvent } from './traced-message.ts'

const traces = lazySendTraces(systemClock)
const environment = { ...systemRelayEnvironment(), writeTraces: traces.write }
const dynamo = dynamoClient()
// Without optionalVariable, which would take the bundle of this function above its limit.
const aggregates = process.env['TOPIC_AGGREGATES' satisfies VariableName]
const onTopic = aggregates === undefined ? undefined : new Set(JSON.parse(aggregates) as string[])
const targets = {
  ...(onTopic && { onTopic }),
  bus: traces.watched(
    eventBridgeTarget(quickToCopy(new EventBridgeClient(clientSettings)), variable('BUS_NAME')),
    ({ event }) => tracedEvent(event),
  ),
  topic: traces.watched(topicTarget(quickToCopy(new SNSClient(clientSettings)), variable('TOPIC_ARN')), ({ event }) =>
    tracedEvent(event),
  ),
  order: {
    positions: createDynamoPositions(dynamo, variable('PROCESSED_TABLE'), environment.clock),
    known: createKnownPositions(),
    history: createDynamoHistory(dynamo, variable('EVENT_TABLE')),
  },
}

/** From the stream of the event table to the bus, and to the topic, in the order of each aggregate, what somebody takes in order. */
export const handler = relayHandler((records) => eventPlan(records, targets), environment)
