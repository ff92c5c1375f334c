import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { variable } from '../runtime/system/variable.ts'
import { notificationCustomersConsumer } from './consumers.ts'
import { putAddressee } from './customers.ts'

const table = variable('STATE_TABLE')

export const handler = consumerHandler(notificationCustomersConsumer, systemConsumerEnvironment(), {
  'customer.registered': (event, { effects }) => effects.put(putAddressee(table, event)),
  'customer.profile_updated': (event, { effects }) => effects.put(putAddressee(table, event)),
})
