import type { Reason } from '../../runtime/relay/set-aside.ts'

/** One message on its way to one target. */
export interface Entry<Message> {
  /** The stream record that it came from. */
  readonly sequenceNumber: string
  /** `event_id` or `command_id`: records of two shards may have the same sequence number, and one function sees both. */
  readonly id: string
  /** Messages of one group arrive in their order; `undefined`: in any. */
  readonly group: string | undefined
  /** Size of the entry, as the target counts its bytes. */
  readonly bytes: number
  readonly message: Message
}

export interface Refusal extends Reason {
  /** Whether every later attempt would be refused in the same way. */
  readonly isPermanent: boolean
}

export interface Target<Message> {
  readonly name: string
  /** Name of the bus, topic or queue. */
  readonly destination?: string
  readonly maxEntries: number
  /** For one message as well as for all messages of one call. */
  readonly maxBytes: number
  /**
   * @param signal ends the call when its time is over; whether it took effect is then unknown.
   * @returns one result per message, in their order; nothing where it was taken.
   * @throws when the call as a whole failed.
   */
  send(messages: readonly Message[], signal: AbortSignal): Promise<readonly (Refusal | undefined)[]>
}

/** An entry's own result, as SNS and SQS give it in `Failed`. */
interface FailedEntry {
  readonly Code?: string | undefined
  readonly Message?: string | undefined
}

export const refusalOf = ({ Code: code = 'Unknown', Message: message = '' }: FailedEntry): Refusal => ({
  code,
  message,
  isPermanent: isAboutContent(code),
})

/** The error with which a call as a whole failed. */
export function refusalOfCall(error: unknown): Refusal {
  const { name: code, message } = error instanceof Error ? error : new Error(String(error))
  return { code, message, isPermanent: isFinal(code, statusOf(error)) }
}

/**
 * An error that the SDK throws before it has sent anything carries no status. With a status, the same names say that the answer could not
 * be read, such as the page of a proxy under a 503, or a 200 that was cut off: that says nothing about the message.
 */
function isFinal(code: string, status: number | undefined): boolean {
  if (status === undefined) return isAboutContent(code) || namesIn(unwritable, code)
  return status >= 400 && status < 500 && isAboutContent(code)
}

/** The HTTP status of the answer, as the SDK's clients note it at their errors; `undefined` where there was none. */
const statusOf = (error: unknown): number | undefined =>
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode

/**
 * Only codes that speak of the message itself are final. Everything else may pass, even where AWS calls it the sender's
 * fault: a missing permission, a target that is just being deployed, a key that is disabled. Such an outage concerns every
 * record, and must not set aside a single one before its time.
 */
const isAboutContent = (code: string): boolean => namesIn(contentCodes, code)

const namesIn = (names: ReadonlySet<string>, code: string): boolean => names.has(code.replace(/(Exception|Error)$/, ''))

const contentCodes = new Set([
  // EventBridge, per entry and for the call
  'InvalidArgument',
  'MalformedDetail',
  'NotAuthorizedForSource',
  'Validation',
  // SNS and SQS
  'InvalidParameter',
  'InvalidParameterValue',
  'InvalidMessageContents',
  'ParameterValueInvalid',
  'BatchRequestTooLong',
  'MessageTooLong',
])

/** The SDK cannot write the message down: an impossible date, text that is no Unicode. */
const unwritable = new Set(['Serialization', 'Range', 'Type', 'Syntax', 'URI'])
