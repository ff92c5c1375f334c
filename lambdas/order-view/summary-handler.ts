import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { updateHandlers } from '../runtime/consumer/update-handlers.ts'
import { createReadModelUpdater } from '../runtime/read-model/read-model-store.ts'
import { variable } from '../runtime/system/variable.ts'
import { orderSummaryConsumer } from './consumers.ts'
import { orderSummary } from './order-summary.ts'

const environment = systemConsumerEnvironment()
const update = createReadModelUpdater(orderSummary, {
  client: environment.dynamo,
  table: variable('STATE_TABLE'),
  clock: environment.clock,
})

export const handler = consumerHandler(orderSummaryConsumer, environment, updateHandlers(orderSummaryConsumer, update))
