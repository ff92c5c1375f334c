import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { updateHandlers } from '../runtime/consumer/update-handlers.ts'
import { createReadModelUpdater } from '../runtime/read-model/read-model-store.ts'
import { variable } from '../runtime/system/variable.ts'
import { accountStatementConsumer } from './consumers.ts'
import { accountStatement } from './statement.ts'

const environment = systemConsumerEnvironment()
const { dynamo: client, clock } = environment
const update = createReadModelUpdater(accountStatement, { client, table: variable('STATE_TABLE'), clock })

export const handler = consumerHandler(
  accountStatementConsumer,
  environment,
  updateHandlers(accountStatementConsumer, update),
)
