import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelOrder, confirmOrder } from '../../../events/commands/order.ts'
import { orderCreated } from '../../../events/order.ts'
import { checkoutDecisionHandlers } from '../../../lambdas/order/checkout-decision-handlers.ts'
import { orderCommandsConsumer } from '../../../lambdas/order/consumers.ts'
import { draft } from '../../../lambdas/runtime/aggregate/event-draft.ts'
import { type ConsumerFunction, consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { Effects } from '../../../lambdas/runtime/effects/effects.ts'
import { testTables } from '../../support/dynamodb.ts'
import { commandOf } from '../../support/messages.ts'
import { type ServiceKit, startServiceKit } from '../../support/service-kit.ts'

let kit: ServiceKit
let commands: ConsumerFunction
beforeAll(async () => {
  kit = await startServiceKit()
  commands = consumerHandler(orderCommandsConsumer, kit.consumerEnvironment, checkoutDecisionHandlers)
})
afterAll(() => kit.close())

async function placed(count: number): Promise<string[]> {
  const { clock, ids } = kit
  const environment = { clock, ids, source: 'order-service', eventTable: testTables.events }
  const effects = new Effects(environment, { correlation_id: 'req_1', causation_id: 'cmd_1' })
  const orders = Array.from({ length: count }, () => ids.next('ord'))
  for (const order_id of orders) {
    effects.append({ aggregateId: order_id, after: 0 }, [draft(orderCreated, { ...orderCreated.example, order_id })])
  }
  await kit.apiEnvironment('order').commit(effects, [], {})
  return orders
}

const confirm = (order_id: string) => commandOf(confirmOrder, { order_id })

const endsOf = async (order_id: string) =>
  (await kit.allEvents()).filter((event) => event.aggregate_id === order_id).map((event) => event.event_type)

describe('commands of the checkout', () => {
  it('cost a batch one read and one commit', async () => {
    const orders = await placed(11)
    const [first] = orders.splice(0, 1).map(confirm)
    // Once a minute an instance also asks whether its consumer is paused.
    await kit.deliver(commands, [first!])
    kit.dynamo.calls.length = 0
    expect(await kit.deliver(commands, orders.map(confirm))).toBe(0)
    expect(kit.dynamo.calls).toEqual(['BatchGetItem', 'TransactWriteItems'])
  })

  it('leave an order alone that has ended, after a look at all of it', async () => {
    const [order_id = ''] = await placed(1)
    await kit.deliver(commands, [confirm(order_id)])
    kit.dynamo.calls.length = 0
    const late = commandOf(cancelOrder, { order_id, reason: { code: 'deadline_passed' } })
    expect(await kit.deliver(commands, [late])).toBe(0)
    // Its place in the stream is taken; all that is left to store is that the command was seen.
    expect(kit.dynamo.calls).toEqual(['GetItem', 'TransactWriteItems', 'Query', 'PutItem'])
    expect(await endsOf(order_id)).toEqual(['order.created', 'order.confirmed'])
  })

  it('have one winner in one batch', async () => {
    const [order_id = ''] = await placed(1)
    const both = [confirm(order_id), commandOf(cancelOrder, { order_id, reason: { code: 'deadline_passed' } })]
    expect(await kit.deliver(commands, both)).toBe(0)
    expect(await endsOf(order_id)).toEqual(['order.created', 'order.confirmed'])
  })
})
