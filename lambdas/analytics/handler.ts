import { catalog } from '../../events/catalog.ts'
import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { variable } from '../runtime/system/variable.ts'
import { analyticsConsumer } from './consumer.ts'
import { countEvent } from './count.ts'

const environment = systemConsumerEnvironment()
const count = countEvent(environment.dynamo, variable('STATE_TABLE'), environment.random)

export const handler = consumerHandler(analyticsConsumer, environment, count, { catalog })
