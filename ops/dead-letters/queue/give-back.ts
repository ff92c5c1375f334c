import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { concurrently } from '../../rebuild/concurrently.ts'

const BATCH = 10
/** Calls at once. */
const WIDTH = 8

/**
 * Ends the time for which a look hides messages, so that whoever looks next sees them at once: a retry that is over within
 * seconds would otherwise leave the copies of its letters behind, and their alarm would go on. A message that SQS does not give back
 * is not lost by that: it reappears when its time is over.
 */
export async function giveBack(
  sqs: Pick<SQSClient, 'send'>,
  QueueUrl: string,
  receiptHandles: readonly string[],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(receiptHandles.length / BATCH) }, (_, index) =>
    receiptHandles.slice(index * BATCH, (index + 1) * BATCH),
  )
  await concurrently(batches, WIDTH, async (batch) => {
    const Entries = batch.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }))
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
  })
}
