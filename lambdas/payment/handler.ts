import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { systemEventStore } from '../runtime/event-store/system-event-store.ts'
import { variable } from '../runtime/system/variable.ts'
import { paymentHandlers } from './charge-handlers.ts'
import { paymentConsumer } from './consumers.ts'
import { createCustomerAccounts } from './customer-accounts.ts'

const environment = systemConsumerEnvironment()
const accounts = createCustomerAccounts({ ...environment, table: variable('STATE_TABLE') })

// Nearly every message is decided against its stream, so the store is loaded at the start, not with the first read.
const eventStore = systemEventStore(environment)

export const handler = consumerHandler(paymentConsumer, { ...environment, eventStore }, paymentHandlers(accounts))
