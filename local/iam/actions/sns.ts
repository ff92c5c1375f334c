import { access, type Input, type Operations, onEverything, type Surroundings, text } from './action.ts'

const on = (action: string, member: string) => (input: Input) => {
  const arn = text(input[member])
  return arn === undefined ? [] : [access(`SNS:${action}`, arn)]
}

const topicArn = (name: string, { region, accountId }: Surroundings) => `arn:aws:sns:${region}:${accountId}:${name}`

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
export const sns: Operations = {
  Publish: (input) => on('Publish', 'TopicArn')(input),
  PublishBatch: on('Publish', 'TopicArn'),
  Subscribe: on('Subscribe', 'TopicArn'),
  GetTopicAttributes: on('GetTopicAttributes', 'TopicArn'),
  SetTopicAttributes: on('SetTopicAttributes', 'TopicArn'),
  DeleteTopic: on('DeleteTopic', 'TopicArn'),
  ListSubscriptionsByTopic: on('ListSubscriptionsByTopic', 'TopicArn'),
  CreateTopic: ({ Name }, surroundings) => [access('SNS:CreateTopic', topicArn(text(Name) ?? '', surroundings))],
  Unsubscribe: on('Unsubscribe', 'SubscriptionArn'),
  GetSubscriptionAttributes: on('GetSubscriptionAttributes', 'SubscriptionArn'),
  SetSubscriptionAttributes: on('SetSubscriptionAttributes', 'SubscriptionArn'),
  ...onEverything('SNS', 'ListTopics', 'ListSubscriptions'),
}
