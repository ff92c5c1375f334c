import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { variable } from '../runtime/system/variable.ts'
import { createCheckoutStore } from './checkout-store.ts'
import { checkoutCommandsConsumer } from './consumers.ts'
import { checkoutCommandHandlers } from './process-handlers.ts'

const environment = systemConsumerEnvironment()
const store = createCheckoutStore(environment.items, variable('STATE_TABLE'))

export const handler = consumerHandler(checkoutCommandsConsumer, environment, checkoutCommandHandlers(store))
