import type { InflightEntry, ReceivedMessage } from './library.ts'

/** A message in flight as ReceiveMessage shows it. */
export function toReceivedMessage({ message, receiptHandle }: InflightEntry): ReceivedMessage {
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(message.md5OfMessageAttributes && { MD5OfMessageAttributes: message.md5OfMessageAttributes }),
    ...(Object.keys(message.messageAttributes).length > 0 && { MessageAttributes: message.messageAttributes }),
  }
}
