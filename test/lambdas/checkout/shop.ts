import { createCheckoutStore } from '../../../lambdas/checkout/checkout-store.ts'
import { checkoutCommandsConsumer, checkoutConsumer } from '../../../lambdas/checkout/consumers.ts'
import { checkoutCommandHandlers, checkoutHandlers } from '../../../lambdas/checkout/process-handlers.ts'
import { inventoryCommandsConsumer, inventoryConsumer } from '../../../lambdas/inventory/consumers.ts'
import { inventoryOperations } from '../../../lambdas/inventory/operations.ts'
import { inventoryRoutes } from '../../../lambdas/inventory/routes.ts'
import { createScarceProducts } from '../../../lambdas/inventory/scarce.ts'
import { inventoryCommandHandlers, inventoryHandlers } from '../../../lambdas/inventory/stock-handlers.ts'
import { createStockTable } from '../../../lambdas/inventory/stock-table.ts'
import { checkoutDecisionHandlers } from '../../../lambdas/order/checkout-decision-handlers.ts'
import { orderCommandsConsumer } from '../../../lambdas/order/consumers.ts'
import { order } from '../../../lambdas/order/order.ts'
import { paymentCommandHandlers, paymentHandlers } from '../../../lambdas/payment/charge-handlers.ts'
import { paymentCommandsConsumer, paymentConsumer } from '../../../lambdas/payment/consumers.ts'
import { createCustomerAccounts } from '../../../lambdas/payment/customer-accounts.ts'
import { paymentOperations } from '../../../lambdas/payment/operations.ts'
import { paymentRoutes } from '../../../lambdas/payment/routes.ts'
import { accountStatement } from '../../../lambdas/payment/statement.ts'
import { isDomainError } from '../../../lambdas/runtime/aggregate/domain-error.ts'
import { execute } from '../../../lambdas/runtime/commands/execute.ts'
import type { ConsumerFunction } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { Deadline } from '../../../lambdas/runtime/deadlines/deadlines.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { Effects } from '../../../lambdas/runtime/effects/effects.ts'
import { apiHandler } from '../../../lambdas/runtime/http/api-handler.ts'
import { createReadModelReader } from '../../../lambdas/runtime/read-model/read-model-store.ts'
import { callApi } from '../../support/call-documented-api.ts'
import { testTables } from '../../support/dynamodb.ts'
import { startServiceKit } from '../../support/service-kit.ts'

export const PRICE = 10

/** Order, payment, inventory and checkout as they are, on one database; who carries the messages is up to the test. */
export async function startShop() {
  const kit = await startServiceKit()
  const { consumerEnvironment: environment } = kit
  const client = kit.dynamo.client
  const tableName = testTables.state
  const stock = { tableName, table: createStockTable(kit.items, tableName), scarce: createScarceProducts() }
  const checkouts = createCheckoutStore(kit.items, tableName)
  const deadlines: Deadline[] = []
  const set = async (deadline: Deadline) => {
    deadlines.push(deadline)
  }
  /** Names, in the order in which they were taken back. The deadlines stay in the list: one that is passing comes nevertheless. */
  const takenBack: string[] = []
  const takeBack = async (name: string) => void takenBack.push(name)
  const statements = createReadModelReader(accountStatement, { client, table: tableName, clock: kit.clock })
  const api = kit.apiEnvironment('order')
  const execution = { ...api, commit: (effects: Effects) => api.commit(effects, [], {}) }
  const request = { correlation_id: 'req_1', causation_id: 'cmd_1' }
  const accounts = apiHandler(
    paymentRoutes,
    kit.apiEnvironment('payment'),
    paymentOperations({ table: tableName, statements }),
  )
  const products = apiHandler(inventoryRoutes, kit.apiEnvironment('inventory'), inventoryOperations(stock))

  const charging = paymentHandlers(createCustomerAccounts({ dynamo: client, items: kit.items, table: tableName }))
  const consumers: readonly (readonly [ConsumerDeclaration, ConsumerFunction])[] = [
    [paymentConsumer, consumerHandler(paymentConsumer, environment, charging)],
    [paymentCommandsConsumer, consumerHandler(paymentCommandsConsumer, environment, paymentCommandHandlers)],
    [inventoryConsumer, consumerHandler(inventoryConsumer, environment, inventoryHandlers(stock))],
    [
      inventoryCommandsConsumer,
      consumerHandler(inventoryCommandsConsumer, environment, inventoryCommandHandlers(stock)),
    ],
    [orderCommandsConsumer, consumerHandler(orderCommandsConsumer, environment, checkoutDecisionHandlers)],
    [
      checkoutConsumer,
      consumerHandler(
        checkoutConsumer,
        environment,
        checkoutHandlers({ store: checkouts, deadlines: { set, takeBack }, deadlineSeconds: 900 }),
      ),
    ],
    [
      checkoutCommandsConsumer,
      consumerHandler(checkoutCommandsConsumer, environment, checkoutCommandHandlers(checkouts)),
    ],
  ]

  return {
    ...kit,
    consumers,
    checkouts,
    deadlines,
    takenBack,
    openAccount: async (customer_id: string, amount: number) => {
      const account_id = customer_id.replace('cust_', 'acc_')
      await callApi(accounts, 'POST /accounts', { json: { customer_id, currency: 'USD', account_id } })
      const path = { account_id }
      await callApi(accounts, 'POST /accounts/{account_id}/deposits', { path, json: { amount, currency: 'USD' } })
    },
    balanceOf: async (customer_id: string) => {
      const path = { account_id: customer_id.replace('cust_', 'acc_') }
      return Number((await callApi(accounts, 'GET /accounts/{account_id}', { path })).body.balance)
    },
    stock: async (product_id: string, quantity: number) => {
      const path = { product_id }
      const json = { name: 'Cup', price: PRICE, currency: 'USD' }
      await callApi(products, 'PUT /products/{product_id}', { path, json })
      await callApi(products, 'POST /products/{product_id}/stock', { path, json: { quantity } })
    },
    product: async (product_id: string) =>
      (await callApi(products, 'GET /products/{product_id}', { path: { product_id } })).body,
    place: async (customer_id: string, quantities: Readonly<Record<string, number>>) => {
      const order_id = kit.ids.next('ord')
      const items = Object.entries(quantities).map(([product_id, quantity]) => ({ product_id, quantity }))
      const prices = new Map(items.map(({ product_id }) => [product_id, { price: PRICE, currency: 'USD' }]))
      const command = { type: 'create', order_id, request: { customer_id, currency: 'USD', items }, prices } as const
      await execute(order, order_id, command, execution, request)
      return order_id
    },
    /** As a customer does; too late is fine. */
    cancel: async (order_id: string) => {
      const command = { type: 'cancel', reason: { code: 'customer_request' } } as const
      await execute(order, order_id, command, execution, request).catch((error: unknown) => {
        if (!isDomainError(error)) throw error
      })
    },
  }
}

export type Shop = Awaited<ReturnType<typeof startShop>>
