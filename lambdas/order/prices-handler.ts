import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { variable } from '../runtime/system/variable.ts'
import { orderPricesConsumer } from './consumers.ts'
import { putPrice } from './price-book.ts'

const table = variable('STATE_TABLE')

export const handler = consumerHandler(orderPricesConsumer, systemConsumerEnvironment(), {
  'product.priced': (event, { effects }) => effects.put(putPrice(table, event), 'superseded'),
})
