import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { systemDeadlines } from '../runtime/deadlines/system-deadlines.ts'
import { variable } from '../runtime/system/variable.ts'
import { createCheckoutStore } from './checkout-store.ts'
import { checkoutConsumer } from './consumers.ts'
import { checkoutHandlers } from './process-handlers.ts'

const environment = systemConsumerEnvironment()

export const handler = consumerHandler(
  checkoutConsumer,
  environment,
  checkoutHandlers({
    store: createCheckoutStore(environment.items, variable('STATE_TABLE')),
    deadlines: systemDeadlines(),
    deadlineSeconds: Number(variable('CHECKOUT_DEADLINE_SECONDS')),
  }),
)
