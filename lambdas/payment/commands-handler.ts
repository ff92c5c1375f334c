import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { systemEventStore } from '../runtime/event-store/system-event-store.ts'
import { paymentCommandHandlers } from './charge-handlers.ts'
import { paymentCommandsConsumer } from './consumers.ts'

const environment = systemConsumerEnvironment()
const eventStore = systemEventStore(environment)

export const handler = consumerHandler(paymentCommandsConsumer, environment, paymentCommandHandlers(eventStore))
