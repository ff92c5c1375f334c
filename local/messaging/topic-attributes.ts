import type { Problem } from '../problem.ts'
import { jsonObject } from '../values.ts'
import { filterPolicyProblems } from './filter-policy.ts'
import { SnsError, type SnsStore } from './library.ts'
import type { Parameters } from './sns-parameters.ts'

type Attributes = Readonly<Record<string, string | undefined>>

const LONGEST_NAME = 256
const LONGEST_DISPLAY_NAME = 100

/** What SNS refuses in a topic: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html. Without a name, one is made that fits. */
export function* topicProblems(name: string | undefined, attributes: Attributes): Iterable<Problem> {
  const isFifo = attributes.FifoTopic === 'true'
  if (name !== undefined && !isTopicName(name, isFifo)) {
    yield invalid(
      'TopicName',
      isFifo
        ? 'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.'
        : 'Topic Name. It must be made of letters, numbers, underscores and hyphens, and be 1 to 256 characters long.',
    )
  }
  const { ContentBasedDeduplication, DisplayName, FifoThroughputScope } = attributes
  if (!isFifo && ContentBasedDeduplication === 'true') {
    yield invalid('ContentBasedDeduplication', 'Content-based deduplication can only be set for FIFO topics')
  }
  if (!isFifo && FifoThroughputScope !== undefined) {
    yield invalid('FifoThroughputScope', 'FifoThroughputScope can only be set for FIFO topics')
  } else if (!['Topic', 'MessageGroup', undefined].includes(FifoThroughputScope)) {
    yield invalid(
      'FifoThroughputScope',
      `FifoThroughputScope must be Topic or MessageGroup, not ${FifoThroughputScope}`,
    )
  }
  if ((DisplayName ?? '').length > LONGEST_DISPLAY_NAME) {
    yield invalid('DisplayName', `DisplayName can be up to ${LONGEST_DISPLAY_NAME} characters long`)
  }
}

function isTopicName(name: string, isFifo: boolean): boolean {
  const base = isFifo ? name.replace(/\.fifo$/, '') : name
  return name.length <= LONGEST_NAME && /^[\w-]+$/.test(base) && isFifo === name.endsWith('.fifo')
}

/** What SNS refuses in the subscription of a queue to a topic. */
export function* subscriptionProblems(topicArn: string, endpoint: string, attributes: Attributes): Iterable<Problem> {
  // https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html tells of FIFO queues at FIFO topics only. The words are those of
  // the service, as emulators have recorded them.
  if (endpoint.endsWith('.fifo') && !topicArn.endsWith('.fifo')) {
    yield invalid('Endpoint', 'Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics')
  }
  yield* subscriptionAttributeProblems(attributes)
}

/** What SNS refuses in the attributes of a subscription. */
export function* subscriptionAttributeProblems(attributes: Attributes): Iterable<Problem> {
  const { FilterPolicy, FilterPolicyScope = 'MessageAttributes', RawMessageDelivery, RedrivePolicy } = attributes
  if (RawMessageDelivery !== undefined && !/^(true|false)$/i.test(RawMessageDelivery)) {
    yield invalid('RawMessageDelivery', 'Attributes Reason: RawMessageDelivery: Invalid value. Must be true or false.')
  }
  if (FilterPolicyScope !== 'MessageAttributes' && FilterPolicyScope !== 'MessageBody') {
    yield invalid('FilterPolicyScope', `FilterPolicyScope: Invalid value [${FilterPolicyScope}].`)
  } else yield* filterPolicyProblems(FilterPolicy, FilterPolicyScope)
  if (RedrivePolicy && !/^arn:/.test(String(jsonObject(RedrivePolicy)?.deadLetterTargetArn))) {
    yield invalid(
      'RedrivePolicy',
      'RedrivePolicy: must be a JSON object with the ARN of a queue as deadLetterTargetArn',
    )
  }
}

/** What SNS refuses of a request that creates or changes a topic or a subscription; nothing for all other actions. */
export function requestProblems(parameters: Parameters, topics: SnsStore): Iterable<Problem> {
  const { Action, TopicArn = '', Protocol, Endpoint = '', SubscriptionArn = '', AttributeName = '' } = parameters
  if (Action === 'CreateTopic') {
    // fauxqs makes a FIFO topic of every name that ends with .fifo; SNS refuses such a name without the attribute FifoTopic.
    return topicProblems(parameters.Name ?? '', attributesIn(parameters))
  }
  if (Action === 'Subscribe' && Protocol === 'sqs') {
    return subscriptionProblems(TopicArn, Endpoint, attributesIn(parameters))
  }
  if (Action !== 'SetSubscriptionAttributes') return []
  const kept = topics.getSubscription(SubscriptionArn)?.attributes ?? {}
  return subscriptionAttributeProblems({ ...kept, [AttributeName]: parameters.AttributeValue })
}

/** `Attributes.entry.1.key` and `Attributes.entry.1.value` of a form. */
function attributesIn(parameters: Parameters): Record<string, string> {
  const keys = Object.entries(parameters).filter(([name]) => /^Attributes\.entry\.\d+\.key$/.test(name))
  return Object.fromEntries(keys.map(([name, key]) => [key, parameters[name.replace(/key$/, 'value')] ?? '']))
}

/** Throws the first of them, as the API answers it. */
export function refuseForTopic(problems: Iterable<Problem>): void {
  for (const { code, message } of problems) throw new SnsError(code, message)
}

const invalid = (member: string, reason: string): Problem => ({
  path: [member],
  code: 'InvalidParameter',
  message: `Invalid parameter: ${reason}`,
})
