import type { MessageAttributeValue } from './library.ts'
import { SqsError } from './library.ts'
import type { LocalQueue } from './queue.ts'

/** What SendMessage takes, and each entry of SendMessageBatch. Of the wire: any member may be of any type. */
export interface SendRequest {
  MessageBody?: unknown
  MessageAttributes?: unknown
  MessageGroupId?: unknown
  MessageDeduplicationId?: unknown
  DelaySeconds?: unknown
}

/** The same, once it is known to be what SQS takes. */
export interface CheckedMessage {
  body: string
  attributes: Record<string, MessageAttributeValue>
  groupId: string | undefined
  deduplicationId: string | undefined
  delaySeconds: number | undefined
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html; half a pair is none. */
const FORBIDDEN_CHARACTER = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u
const ALLOWED = '#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]'
const FIFO_ID = /^[!-~]{1,128}$/
const ATTRIBUTE_NAME = /^[\w.\-\u{c0}-\u{17f}]+$/u
const RESERVED_NAME = /^(?:aws\.|amazon\.|\.)|\.$/i
const ATTRIBUTE_TYPE = /^(?:String|Number|Binary)(?:\..+)?$/
const MAX_ATTRIBUTES = 10
const MAX_NAME_CHARACTERS = 256
const MAX_DELAY_SECONDS = 900

const invalid = (message: string) => new SqsError('InvalidParameterValue', message)

/** Throws AWS's own error if SQS would not take this message into this queue. */
export function checkMessage(queue: LocalQueue, request: SendRequest): CheckedMessage {
  const body = text(request, 'MessageBody')
  if (!body) throw new SqsError('MissingParameter', 'The request must contain the parameter MessageBody.')
  const forbidden = FORBIDDEN_CHARACTER.exec(body)?.[0]
  if (forbidden !== undefined) throw new SqsError('InvalidMessageContents', `${invalidCharacter(forbidden)}.`)
  const attributes = checkAttributes(request.MessageAttributes)
  const maxBytes = Number(queue.attributes.MaximumMessageSize)
  if (messageSize(body, attributes) > maxBytes) {
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`)
  }
  const groupId = fifoId(request, 'MessageGroupId')
  const deduplicationId = fifoId(request, 'MessageDeduplicationId')
  if (queue.isFifo() && groupId === undefined) {
    throw new SqsError('MissingParameter', 'The request must contain the parameter MessageGroupId.')
  }
  if (!queue.isFifo() && deduplicationId !== undefined) {
    throw unfit('MessageDeduplicationId', deduplicationId)
  }
  return { body, attributes, groupId, deduplicationId, delaySeconds: delayOf(queue, request.DelaySeconds) }
}

/** Bytes as SQS counts them: body, and name, type and value of each attribute. */
export function messageSize(body: string, attributes: Record<string, MessageAttributeValue>): number {
  let bytes = Buffer.byteLength(body)
  for (const [name, { DataType, StringValue = '', BinaryValue = '' }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue)
    bytes += Buffer.byteLength(BinaryValue, 'base64')
  }
  return bytes
}

/** Throws unless this is a map of message attributes that SQS takes; nothing at all is an empty one. */
export function checkAttributes(input: unknown): Record<string, MessageAttributeValue> {
  if (input === undefined || input === null) return {}
  if (typeof input !== 'object' || Array.isArray(input)) throw wrongType('MessageAttributes', 'a map')
  const attributes = Object.entries(input)
  if (attributes.length > MAX_ATTRIBUTES) {
    throw invalid(
      `Number of message attributes [${attributes.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    )
  }
  return Object.fromEntries(attributes.map(([name, value]) => [name, checkAttribute(name, value)]))
}

function checkAttribute(name: string, input: unknown): MessageAttributeValue {
  if (name.length > MAX_NAME_CHARACTERS) throw invalid('Message (user) attribute names must be shorter than 256 Bytes')
  if (!ATTRIBUTE_NAME.test(name)) {
    throw invalid(
      'Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ',
    )
  }
  if (RESERVED_NAME.test(name)) {
    throw invalid(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'.",
    )
  }
  if (typeof input !== 'object' || input === null) throw wrongType(`MessageAttributes.${name}`, 'a structure')
  const value = input as Partial<Record<keyof MessageAttributeValue, unknown>>
  const DataType = text(value, 'DataType')
  if (!DataType || !ATTRIBUTE_TYPE.test(DataType) || DataType.length > MAX_NAME_CHARACTERS) {
    throw invalid(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  }
  const kind = DataType.split('.')[0] ?? ''
  const member = kind === 'Binary' ? 'BinaryValue' : 'StringValue'
  const content = text(value, member)
  if (!content) throw invalid(`Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`)
  const forbidden = member === 'StringValue' ? FORBIDDEN_CHARACTER.exec(content)?.[0] : undefined
  if (forbidden !== undefined) throw invalid(`${invalidCharacter(forbidden)} (in the value of attribute '${name}').`)
  if (kind === 'Number' && !isNumber(content)) {
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`)
  }
  return { DataType, [member]: content }
}

/**
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html, and the same of SQS: "A number can have up to 38 digits of
 * precision, and it can be between 10^-128 to 10^+126." Zeros in front and behind do not count.
 */
function isNumber(text: string): boolean {
  const [, whole = '', fraction = '', exponent = '0'] = /^[+-]?(\d*)\.?(\d*)(?:e([+-]?\d{1,4}))?$/i.exec(text) ?? []
  if (whole + fraction === '') return false
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return true
  const power = Number(exponent) - fraction.length + digits.length - 1
  return digits.replace(/0+$/, '').length <= 38 && power >= -128 && power <= 126
}

function fifoId(request: SendRequest, name: 'MessageGroupId' | 'MessageDeduplicationId'): string | undefined {
  const id = text(request, name)
  if (id === undefined || FIFO_ID.test(id)) return id
  throw invalid(
    `Value ${id} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  )
}

function delayOf(queue: LocalQueue, input: unknown): number | undefined {
  if (input === undefined || input === null) return undefined
  if (!Number.isInteger(input)) throw wrongType('DelaySeconds', 'an integer')
  const seconds = input as number
  if (queue.isFifo() && seconds !== 0) throw unfit('DelaySeconds', seconds)
  if (seconds >= 0 && seconds <= MAX_DELAY_SECONDS) return seconds
  throw invalid(
    `Value ${seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`,
  )
}

/** The member's text; undefined when it is not there. */
export function text<Name extends string>(input: Partial<Record<Name, unknown>>, name: Name): string | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw wrongType(name, 'a string')
  return value
}

/** The errors of the parser of AWS's JSON protocol, before the service sees the request. */
export function wrongType(name: string, expected: string): SqsError {
  return new SqsError('SerializationException', `The parameter ${name} must be ${expected}.`)
}

const unfit = (name: string, value: string | number) =>
  invalid(
    `Value ${value} for parameter ${name} is invalid. Reason: The request include parameter that is not valid for this queue type.`,
  )

function invalidCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
  return `Invalid binary character '#x${code}' was found in the message body, the set of allowed characters is ${ALLOWED}`
}
