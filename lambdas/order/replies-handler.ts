import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { variable } from '../runtime/system/variable.ts'
import { orderRepliesConsumer } from './consumers.ts'
import { orderReplyHandlers } from './outcome.ts'

const table = variable('STATE_TABLE')

export const handler = consumerHandler(orderRepliesConsumer, systemConsumerEnvironment(), orderReplyHandlers(table))
