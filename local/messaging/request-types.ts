import { isObject } from '../values.ts'
import { SqsError } from './library.ts'
import { wrongType } from './message-checks.ts'

type Check = (value: unknown) => boolean

/** AWS's integers have 32 bits. */
const isInteger: Check = (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31
const isText: Check = (value) => typeof value === 'string'
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const isTextMap: Check = (value) => isObject(value) && Object.values(value).every(isText)

const types: Record<string, { check: Check; names: string[] }> = {
  'a string': { check: isText, names: ['QueueUrl', 'QueueName', 'QueueNamePrefix', 'NextToken', 'ReceiptHandle'] },
  'an integer': {
    check: isInteger,
    names: [
      'MaxNumberOfMessages',
      'MaxNumberOfMessagesPerSecond',
      'VisibilityTimeout',
      'WaitTimeSeconds',
      'MaxResults',
      'DelaySeconds',
    ],
  },
  'a list of strings': {
    check: isTexts,
    names: ['AttributeNames', 'MessageSystemAttributeNames', 'MessageAttributeNames', 'TagKeys'],
  },
  'a map of strings': { check: isTextMap, names: ['Attributes', 'Tags', 'tags'] },
}

/** Actions whose answer comes in pages of so many. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html: "Value range is 1 to 1000." */
const paged = new Set(['ListQueues', 'ListDeadLetterSourceQueues'])
const MAX_PAGE = 1000

/** The name after `AmazonSQS.` in the header that tells the action. */
export const actionNamed = (target: string | string[] | undefined): string =>
  String(target ?? '').replace(/^AmazonSQS\./, '')

/** The members of an SQS request; throws what AWS's parser answers when it, or a member, is of the wrong type. */
export function checkedInput(action: string, input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new SqsError('SerializationException', 'The request body is not a JSON object.')
  }
  const members = input as Record<string, unknown>
  for (const [expected, { check, names }] of Object.entries(types)) {
    for (const name of names) {
      const value = members[name]
      if (value !== undefined && value !== null && !check(value)) throw wrongType(name, expected)
    }
  }
  const { MaxResults } = members
  if (paged.has(action) && typeof MaxResults === 'number' && (MaxResults < 1 || MaxResults > MAX_PAGE)) {
    throw new SqsError(
      'InvalidParameterValue',
      `Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and ${MAX_PAGE}.`,
    )
  }
  return members
}
