import { SqsError } from './library.ts'
import { wrongType } from './message-checks.ts'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const isTextMap: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText)

const types: Record<string, { check: Check; names: string[] }> = {
  'a string': { check: isText, names: ['QueueUrl', 'QueueName', 'QueueNamePrefix', 'NextToken', 'ReceiptHandle'] },
  'an integer': {
    check: Number.isInteger,
    names: ['MaxNumberOfMessages', 'VisibilityTimeout', 'WaitTimeSeconds', 'MaxResults', 'DelaySeconds'],
  },
  'a list of strings': {
    check: isTexts,
    names: ['AttributeNames', 'MessageSystemAttributeNames', 'MessageAttributeNames', 'TagKeys'],
  },
  'a map of strings': { check: isTextMap, names: ['Attributes', 'Tags', 'tags'] },
}

/** The members of an SQS request; throws what AWS's parser answers when it, or a member, is of the wrong type. */
export function checkedInput(input: unknown): Record<string, unknown> {
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
  return members
}
