import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { systemEventStore } from '../runtime/event-store/system-event-store.ts'
import { variable } from '../runtime/system/variable.ts'
import { createCheckoutStore } from './checkout-store.ts'
import { checkoutCommandsConsumer } from './consumers.ts'
import { storedDecisions } from './decisions.ts'
import { checkoutCommandHandlers } from './process-handlers.ts'

const environment = systemConsumerEnvironment()
const store = createCheckoutStore(environment.items, variable('STATE_TABLE'))
const decisions = storedDecisions(systemEventStore(environment))

export const handler = consumerHandler(checkoutCommandsConsumer, environment, checkoutCommandHandlers(store, decisions))
