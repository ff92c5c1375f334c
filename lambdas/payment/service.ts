import { defineService } from '../runtime/declarations/service.ts'
import { account } from './account.ts'
import { paymentApi } from './api-description.ts'
import { accountStatementConsumer, paymentCommandsConsumer, paymentConsumer } from './consumers.ts'
import { payment } from './payment.ts'
import { paymentRoutes } from './routes.ts'
import { accountStatement } from './statement.ts'

/** Accounts and payments. Its table holds which account is whose, and the statement read model. */
export const paymentService = defineService({
  name: 'payment',
  table: {},
  consumers: [paymentConsumer, paymentCommandsConsumer, accountStatementConsumer],
  aggregates: [account, payment],
  readModels: [accountStatement],
  api: {
    routes: paymentRoutes,
    description: paymentApi,
    uses: { eventStore: 'append', table: ['get', 'query', 'put'] },
  },
})
