import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { createCheckoutStore } from '../../../lambdas/checkout/checkout-store.ts'
import { checkoutCommandsConsumer, checkoutConsumer } from '../../../lambdas/checkout/consumers.ts'
import { checkoutCommandHandlers, checkoutHandlers } from '../../../lambdas/checkout/process-handlers.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { Deadline } from '../../../lambdas/runtime/deadlines/deadlines.ts'
import { testTables } from '../../support/dynamodb.ts'
import { startServiceKit } from '../../support/service-kit.ts'

/** Both consumers of checkout on a real DynamoDB protocol, with a Scheduler that only notes what it is asked for. */
export async function startCheckout() {
  const kit = await startServiceKit()
  const store = createCheckoutStore(kit.items, testTables.state)
  const scheduler = {
    isDown: false,
    set: [] as Deadline[],
    /** Names of deadlines. */
    takenBack: [] as string[],
    /** What happens while a deadline is taken back. */
    whileTakenBack: async () => {},
    /** For each test. */
    forget() {
      Object.assign(scheduler, { isDown: false, set: [], takenBack: [], whileTakenBack: async () => {} })
    },
  }
  const deadlines = {
    set: async (deadline: Deadline) => {
      // As the SDK says it: a system that is away, for which messages wait without spending an attempt.
      if (scheduler.isDown)
        throw Object.assign(new Error('Scheduler is down.'), { $metadata: {}, $fault: 'server', $retryable: {} })
      scheduler.set.push(deadline)
    },
    takeBack: async (name: string) => {
      scheduler.takenBack.push(name)
      await scheduler.whileTakenBack()
    },
  }
  const handlers = checkoutHandlers({ store, deadlines, deadlineSeconds: 900 })
  const events = consumerHandler(checkoutConsumer, kit.consumerEnvironment, handlers)
  const commands = consumerHandler(checkoutCommandsConsumer, kit.consumerEnvironment, checkoutCommandHandlers(store))
  return {
    kit,
    scheduler,
    handlers,
    events,
    commands,
    /** Delivers to the consumer of events until nothing comes back, as its queue would. */
    deliver: async (...messages: object[]): Promise<void> => {
      for (let round = 1; round <= 10; round++) {
        if ((await kit.deliver(events, messages, round)) === 0) return
      }
      throw new Error('Messages keep coming back.')
    },
    /** The commands that were sent about an order. */
    sent: async (orderId: string) =>
      (await kit.allCommands())
        .filter((command) => command.data.order_id === orderId)
        .map(({ command_type, data, metadata }) => ({ command_type, data, metadata })),
    /** The item of its checkout. */
    stored: async (orderId: string) => {
      const Key = { pk: { S: `order#${orderId}` }, sk: { S: 'checkout' } }
      const { Item } = await kit.dynamo.client.send(new GetItemCommand({ TableName: testTables.state, Key }))
      return Item
    },
  }
}
