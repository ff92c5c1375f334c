import type { CfnResource } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Service } from '../service.ts'
import { messageFlow } from './message-flow.ts'
import { receiversFirst } from './update-order.ts'

/**
 * Makes CloudFormation update receivers before senders: a function that sends depends on the function of each receiver,
 * and on what routes messages to it, which a new event type needs before the first event.
 */
export function orderUpdates(services: readonly Service[]): void {
  const consumers = new Map(services.flatMap((service) => [...service.consumers]))
  const apis = new Map(services.flatMap(({ declaration, api }) => (api ? [[`${declaration.name}-api`, api]] : [])))
  for (const [sender, receivers] of receiversFirst(messageFlow(services.map((service) => service.declaration)))) {
    const sending = consumers.get(sender)?.function ?? apis.get(sender)
    if (!sending) throw new Error(`No function belongs to "${sender}".`)
    for (const receiver of receivers) {
      const receiving = consumers.get(receiver)
      if (!receiving) throw new Error(`No consumer is named "${receiver}".`)
      const resource = resourceOf(sending)
      resource.addResourceDependency(resourceOf(receiving.function))
      if (receiving.route) resource.addResourceDependency(receiving.route)
    }
  }
}

const resourceOf = (fn: LambdaFunction): CfnResource => fn.node.defaultChild as CfnResource
