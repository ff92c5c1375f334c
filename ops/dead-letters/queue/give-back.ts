import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'

const BATCH = 10

/**
 * Ends the time for which a look hides messages, so that whoever looks next sees them at once: a retry that is over within
 * seconds would otherwise leave the copies of its letters behind, and their alarm would go on.
 */
export async function giveBack(
  sqs: Pick<SQSClient, 'send'>,
  QueueUrl: string,
  receiptHandles: readonly string[],
): Promise<void> {
  for (let at = 0; at < receiptHandles.length; at += BATCH) {
    const Entries = receiptHandles
      .slice(at, at + BATCH)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }))
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
  }
}
