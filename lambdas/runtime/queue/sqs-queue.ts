import type { SQSClient } from '@aws-sdk/client-sqs'
import { clientSettings } from '../aws/clients.ts'
import { quickToCopy } from '../aws/quick-to-copy.ts'
import { togetherOrAlone } from '../aws/together-or-alone.ts'
import type { Queue } from './queue.ts'

/** SQS's twelve hours are counted from the moment of receiving, which was at most a function's longest life ago. */
const MAX_VISIBILITY_SECONDS = 43_200 - 900

export interface QueueUrls {
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
}

type Sqs = typeof import('./sqs-commands.ts') & { readonly client: SQSClient }

/**
 * The consumer's queue and dead-letter queue on SQS. The client is loaded and made at the first call: a batch in which
 * nothing fails needs none, and cold starts go without it.
 */
export function sqsQueue({ queueUrl, deadLetterQueueUrl }: QueueUrls, client?: SQSClient): Queue {
  let loading: Promise<Sqs> | undefined
  const sqs = () => {
    loading ??= import('./sqs-commands.ts').then((commands) => ({
      ...commands,
      client: client ?? quickToCopy(new commands.SQSClient(clientSettings)),
    }))
    return loading
  }
  return {
    async postpone(messages) {
      const { client, ChangeMessageVisibilityBatchCommand } = await sqs()
      await togetherOrAlone(messages, async (some) => {
        const Entries = some.map(({ receiptHandle, delaySeconds }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: Math.min(MAX_VISIBILITY_SECONDS, Math.max(0, Math.ceil(delaySeconds))),
        }))
        await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }))
      })
    },
    async acknowledge(receiptHandles) {
      const { client, DeleteMessageBatchCommand } = await sqs()
      const gone = new Set<string>()
      await togetherOrAlone(receiptHandles, async (some) => {
        const Entries = some.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
        const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
        const left = new Set(Failed.map(({ Id }) => some[Number(Id)]))
        for (const handle of some) if (!left.has(handle)) gone.add(handle)
      }).catch((error: unknown) => {
        // If some messages were deleted, the failure is not thrown: the caller would take all of them for messages that are still
        // there.
        if (gone.size === 0) throw error
      })
      return new Set(receiptHandles.filter((handle) => !gone.has(handle)))
    },
    async deadLetter({ body, attributes, groupId, deduplicationId }, abortSignal) {
      const { client, SendMessageCommand } = await sqs()
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadLetterQueueUrl,
          MessageBody: body,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
          ),
          // A message of a standard queue may have a group, too (for fair queues), but a standard dead-letter queue refuses a
          // deduplication id, and needs no group.
          ...(groupId !== undefined &&
            deadLetterQueueUrl.endsWith('.fifo') && {
              MessageGroupId: groupId,
              MessageDeduplicationId: deduplicationId,
            }),
        }),
        { ...(abortSignal && { abortSignal }) },
      )
    },
  }
}
