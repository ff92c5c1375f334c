import { DescribeRuleCommand, ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge'
import { paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { services } from '../../../lib/services.ts'
import { concurrently } from '../../rebuild/concurrently.ts'
import { consumerAddress } from '../../status/read-consumers.ts'
import { act, type Check, type Examined, type Finding } from '../finding.ts'

const WIDTH = 8

/**
 * What feeds the queue of a consumer: an enabled rule of the bus, or a subscription of the topic. Without it nothing comes, so there is no
 * lag, no dead letter and no alarm. Whether its pattern is that of this checkout is not compared.
 */
export const subscriptionCheck: Check = {
  name: 'subscriptions',
  fine: 'the bus or the topic sends to the queue of each consumer of events',
  async run(examined) {
    const found: Omit<Finding, 'check'>[] = []
    const fedByTopic = await endpointsOf(examined)
    const subscribed = services.flatMap((service) => service.consumers).filter((one) => one.subscribesTo.length > 0)
    await concurrently(subscribed, WIDTH, async (consumer) => {
      const address = consumerAddress(examined.stack, consumer)
      if (!address) return
      const arn = await arnOf(examined, address.queueUrl)
      const isOrdered = consumer.ordering === 'aggregate'
      const why = isOrdered ? subscriptionProblem(fedByTopic, arn) : await ruleProblem(examined, arn)
      if (why !== undefined) found.push(act(`the queue of ${consumer.name} ${why}: ${CONSEQUENCE}`))
    })
    return found
  },
}

const CONSEQUENCE = 'it gets no events, and no alarm tells; mend it, then replay what it has missed'

const subscriptionProblem = (fedByTopic: ReadonlySet<string>, arn: string): string | undefined =>
  fedByTopic.has(arn) ? undefined : 'is subscribed to the topic no more'

async function ruleProblem({ events, stack }: Examined, TargetArn: string): Promise<string | undefined> {
  const EventBusName = stack.output('EventBusName')
  const names: string[] = []
  let NextToken: string | undefined
  do {
    const page = await events.send(new ListRuleNamesByTargetCommand({ TargetArn, EventBusName, NextToken }))
    names.push(...(page.RuleNames ?? []))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  if (names.length === 0) return 'is the target of no rule of the bus'
  const rules = await Promise.all(names.map((Name) => events.send(new DescribeRuleCommand({ Name, EventBusName }))))
  const disabled = names.filter((_name, index) => rules[index]?.State === 'DISABLED')
  return disabled.length < names.length
    ? undefined
    : `is the target of a rule that is disabled (${disabled.join(', ')})`
}

/** ARNs of the queues that the topic of the ordered consumers sends to. */
async function endpointsOf({ sns, stack }: Examined): Promise<ReadonlySet<string>> {
  const endpoints = new Set<string>()
  const TopicArn = stack.output('EventTopicArn')
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
    for (const { Endpoint, SubscriptionArn } of Subscriptions) {
      if (Endpoint !== undefined && SubscriptionArn !== 'PendingConfirmation') endpoints.add(Endpoint)
    }
  }
  return endpoints
}

async function arnOf({ sqs }: Examined, QueueUrl: string): Promise<string> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  return Attributes?.QueueArn ?? ''
}
