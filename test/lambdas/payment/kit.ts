import { paymentCommandHandlers, paymentHandlers } from '../../../lambdas/payment/charge-handlers.ts'
import {
  accountStatementConsumer,
  paymentCommandsConsumer,
  paymentConsumer,
} from '../../../lambdas/payment/consumers.ts'
import { createCustomerAccounts } from '../../../lambdas/payment/customer-accounts.ts'
import { paymentOperations } from '../../../lambdas/payment/operations.ts'
import { paymentRoutes } from '../../../lambdas/payment/routes.ts'
import { accountStatement } from '../../../lambdas/payment/statement.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { updateHandlers } from '../../../lambdas/runtime/consumer/update-handlers.ts'
import { apiHandler } from '../../../lambdas/runtime/http/api-handler.ts'
import { createReadModelReader, createReadModelUpdater } from '../../../lambdas/runtime/read-model/read-model-store.ts'
import { callApi } from '../../support/call-documented-api.ts'
import { testTables } from '../../support/dynamodb.ts'
import { startServiceKit } from '../../support/service-kit.ts'

/** The payment service as a whole, wired as its handlers wire it. */
export async function startPayment() {
  const kit = await startServiceKit()
  const { consumerEnvironment, clock } = kit
  const table = testTables.state
  const store = { client: kit.dynamo.client, table, clock }
  const statements = createReadModelReader(accountStatement, store)
  const api = apiHandler(paymentRoutes, kit.apiEnvironment('payment'), paymentOperations({ table, statements }))
  const post = (path: string, id: string, json: object) =>
    callApi(api, `POST /accounts/{account_id}/${path}`, { path: { account_id: id }, json })
  return {
    ...kit,
    charges: consumerHandler(
      paymentConsumer,
      consumerEnvironment,
      paymentHandlers(createCustomerAccounts({ dynamo: kit.dynamo.client, items: kit.items, table })),
    ),
    commands: consumerHandler(paymentCommandsConsumer, consumerEnvironment, paymentCommandHandlers),
    statementUpdates: consumerHandler(
      accountStatementConsumer,
      consumerEnvironment,
      updateHandlers(accountStatementConsumer, createReadModelUpdater(accountStatement, store)),
    ),
    open: (json: object) => callApi(api, 'POST /accounts', { json }),
    deposit: (id: string, json: object) => post('deposits', id, json),
    withdraw: (id: string, json: object) => post('withdrawals', id, json),
    transfer: (id: string, json: object) => post('transfers', id, json),
    get: (id: string, query = {}) => callApi(api, 'GET /accounts/{account_id}', { path: { account_id: id }, query }),
    statement: (id: string, query = {}) =>
      callApi(api, 'GET /accounts/{account_id}/statement', { path: { account_id: id }, query }),
  }
}

export type PaymentKit = Awaited<ReturnType<typeof startPayment>>
