import { randomUUID } from 'node:crypto'
import type { Deduplication } from './deduplication.ts'
import { type MessageAttributeValue, SnsError, type SnsTopic, SqsStore } from './library.ts'
import { checkAttributes, messageSize } from './message-checks.ts'

/** One message to publish, as it came over the wire. */
export interface PublishRequest {
  message: string | undefined
  subject: string | undefined
  /** `json`: the message is an object with a text for each protocol. */
  structure?: string | undefined
  groupId: string | undefined
  deduplicationId: string | undefined
  attributes: Record<string, Partial<MessageAttributeValue>>
}

/** A message that the topic has taken. */
export interface Publication {
  messageId: string
  message: string
  subject: string | undefined
  attributes: Record<string, MessageAttributeValue>
  groupId?: string
  deduplicationId?: string
  sequenceNumber?: string
}

export interface Published {
  messageId: string
  sequenceNumber: string | undefined
}

/** The dependencies of a topic. */
export interface TopicParts {
  topic: SnsTopic
  /** Used by FIFO topics only. */
  deduplication: Deduplication
  nextSequenceNumber(): string
  deliver(publication: Publication): void
}

const MAX_BYTES = 256 * 1024
const FIFO_ID = /^[!-~]{1,128}$/
/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: "no line breaks or control characters, and less than 100 characters long". */
const SUBJECT = /^[^\p{Cc}\u2028\u2029]{1,99}$/u

const isFifo = (topic: SnsTopic) => topic.attributes.FifoTopic === 'true'

const invalid = (reason: string) => new SnsError('InvalidParameter', `Invalid parameter: ${reason}`)

/** Throws AWS's own error if SNS would not take this message for this topic. */
export function checkPublication(topic: SnsTopic, request: PublishRequest): Publication {
  const { subject, groupId } = request
  if (!request.message) throw invalid('Empty message')
  if (subject !== undefined && !SUBJECT.test(subject)) throw invalid('Subject')
  const attributes = attributesOf(request.attributes)
  if (messageSize(request.message, attributes) > MAX_BYTES) throw invalid('Message too long')
  const message = messageForQueues(request.message, request.structure)
  checkId('MessageGroupId', groupId)
  checkId('MessageDeduplicationId', request.deduplicationId)
  const publication = { messageId: randomUUID(), message, subject, attributes }
  if (!isFifo(topic)) {
    if (request.deduplicationId !== undefined) {
      throw invalid(
        'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      )
    }
    return { ...publication, ...(groupId !== undefined && { groupId }) }
  }
  if (groupId === undefined) throw invalid('The MessageGroupId parameter is required for FIFO topics')
  return { ...publication, groupId, deduplicationId: request.deduplicationId ?? contentId(topic, message) }
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: the text of the key `sqs`, or that of `default`, which must be there. */
function messageForQueues(message: string, structure: string | undefined): string {
  if (structure === undefined) return message
  if (structure !== 'json') throw invalid('MessageStructure')
  let texts: unknown
  try {
    texts = JSON.parse(message)
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse')
  }
  const { default: byDefault, sqs } = Object(texts) as Record<string, unknown>
  if (typeof byDefault !== 'string') throw invalid('Message Structure - No default entry in JSON message body')
  const text = typeof sqs === 'string' ? sqs : byDefault
  if (text === '') throw invalid('Empty message')
  return text
}

/** Throws unless all messages of a batch together are within SNS's limit. */
export function checkTotalSize(publications: Publication[]): void {
  const bytes = publications.reduce((sum, { message, attributes }) => sum + messageSize(message, attributes), 0)
  if (bytes <= MAX_BYTES) return
  throw new SnsError('BatchRequestTooLong', 'The length of all the messages put together is more than the limit.')
}

/**
 * Publishes a checked message. One that repeats another within five minutes is accepted and not delivered.
 * https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
 */
export function publish({ topic, deduplication, nextSequenceNumber, deliver }: TopicParts, message: Publication) {
  if (!isFifo(topic)) {
    deliver(message)
    return { messageId: message.messageId, sequenceNumber: undefined }
  }
  const { messageId, groupId = '', deduplicationId = '' } = message
  const earlier = deduplication.find(groupId, deduplicationId)
  if (earlier) return earlier
  const sequenceNumber = nextSequenceNumber()
  deduplication.record({ groupId, deduplicationId, messageId, sequenceNumber })
  deliver({ ...message, sequenceNumber })
  return { messageId, sequenceNumber }
}

function contentId(topic: SnsTopic, message: string): string {
  if (topic.attributes.ContentBasedDeduplication === 'true') return SqsStore.contentBasedDeduplicationId(message)
  throw invalid(
    'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  )
}

function checkId(name: string, id: string | undefined): void {
  if (id === undefined || FIFO_ID.test(id)) return
  throw invalid(`${name} Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`)
}

/** SNS knows the attributes of SQS and lists of strings; how many there are is SQS's limit, not its own. */
function attributesOf(input: PublishRequest['attributes']): Record<string, MessageAttributeValue> {
  try {
    return Object.assign({}, ...Object.entries(input).map(([name, value]) => checkAttributes({ [name]: value })))
  } catch (error) {
    throw new SnsError('ParameterValueInvalid', (error as Error).message)
  }
}
