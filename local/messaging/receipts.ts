import { runBatch } from './batches.ts'
import { type InflightEntry, SqsError } from './library.ts'
import { text, wrongType } from './message-checks.ts'
import type { LocalQueue } from './queue.ts'

const MAX_SECONDS = 43_200
/** The form of the handles that the queue gives out. */
const RECEIPT_HANDLE = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/

interface VisibilityRequest {
  ReceiptHandle?: unknown
  VisibilityTimeout?: unknown
}

export function changeMessageVisibility(queue: LocalQueue, request: VisibilityRequest): object {
  const receiptHandle = receiptHandleOf(request)
  const seconds = request.VisibilityTimeout
  if (seconds === undefined || seconds === null) throw missing('VisibilityTimeout')
  if (!Number.isInteger(seconds)) throw wrongType('VisibilityTimeout', 'an integer')
  if ((seconds as number) < 0 || (seconds as number) > MAX_SECONDS) {
    throw new SqsError(
      'InvalidParameterValue',
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and ${MAX_SECONDS}.`,
    )
  }
  const entry: (InflightEntry & { receivedAt?: number }) | undefined = queue.inflightMessages.get(receiptHandle)
  if (!entry) throw new SqsError('MessageNotInflight', "The specified message isn't in flight.")
  checkTotal(seconds as number, entry.receivedAt)
  queue.changeVisibility(receiptHandle, seconds as number)
  return {}
}

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html: "The 12-hour maximum is counted
 * from the time Amazon SQS receives the ReceiveMessage request." What was in flight at a restart is released, so that its time is known.
 */
function checkTotal(seconds: number, receivedAt: number | undefined): void {
  const now = Date.now()
  if (now + seconds * 1000 - (receivedAt ?? now) <= MAX_SECONDS * 1000) return
  throw new SqsError(
    'InvalidParameterValue',
    `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${MAX_SECONDS} seconds].`,
  )
}

export function changeMessageVisibilityBatch(queue: LocalQueue, entries: unknown) {
  return runBatch(entries, 'ChangeMessageVisibilityBatchRequestEntry', (entry) => changeMessageVisibility(queue, entry))
}

/** A handle that is outdated, or of a message that is gone, deletes nothing and is no error. */
export function deleteMessage(queue: LocalQueue, request: VisibilityRequest): object {
  queue.deleteMessage(receiptHandleOf(request))
  return {}
}

export function deleteMessageBatch(queue: LocalQueue, entries: unknown) {
  return runBatch(entries, 'DeleteMessageBatchRequestEntry', (entry) => deleteMessage(queue, entry))
}

function receiptHandleOf(request: VisibilityRequest): string {
  const receiptHandle = text(request, 'ReceiptHandle')
  if (!receiptHandle) throw missing('ReceiptHandle')
  if (!RECEIPT_HANDLE.test(receiptHandle)) {
    throw new SqsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`,
    )
  }
  return receiptHandle
}

const missing = (name: string) => new SqsError('MissingParameter', `The request must contain the parameter ${name}.`)
