import { paymentHandlers } from '../../../lambdas/payment/charge-handlers.ts'
import { paymentConsumer } from '../../../lambdas/payment/consumers.ts'
import { createCustomerAccounts } from '../../../lambdas/payment/customer-accounts.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../../../lambdas/runtime/consumer/system-environment.ts'
import { systemEventStore } from '../../../lambdas/runtime/event-store/system-event-store.ts'
import { calling } from './calling.ts'

const environment = systemConsumerEnvironment()
const accounts = createCustomerAccounts({ ...environment, table: process.env.STATE_TABLE ?? '' })
const handlers = paymentHandlers(accounts)
const eventStore = systemEventStore(environment)

export const handler = consumerHandler(
  paymentConsumer,
  { ...environment, eventStore },
  {
    ...handlers,
    'order.created': calling('payment', handlers['order.created']),
  },
)
