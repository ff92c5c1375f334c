import { apiHandler } from '../runtime/http/api-handler.ts'
import { systemApiEnvironment } from '../runtime/http/system-environment.ts'
import { systemWaitingRoom } from '../runtime/request-reply/system-waiting-room.ts'
import { variable } from '../runtime/system/variable.ts'
import { orderOperations } from './operations.ts'
import { replyFinder } from './outcome.ts'
import { readPrices } from './price-book.ts'
import { orderRoutes } from './routes.ts'

const environment = systemApiEnvironment()
const { dynamo, items, timers } = environment
const table = variable('STATE_TABLE')

export const handler = apiHandler(
  orderRoutes,
  environment,
  orderOperations({
    table,
    readPrices: (productIds, signal) => readPrices(items, table, productIds, signal),
    findReply: replyFinder(dynamo, table),
    waitingRoom: systemWaitingRoom(environment),
    timers,
  }),
)
