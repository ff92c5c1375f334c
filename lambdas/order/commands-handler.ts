import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { systemEventStore } from '../runtime/event-store/system-event-store.ts'
import { checkoutDecisionHandlers } from './checkout-decision-handlers.ts'
import { orderCommandsConsumer } from './consumers.ts'

const environment = systemConsumerEnvironment()
// Nearly every message is decided against its stream, so the store is loaded at the start, not with the first read.
const eventStore = systemEventStore(environment)

export const handler = consumerHandler(orderCommandsConsumer, { ...environment, eventStore }, checkoutDecisionHandlers)
