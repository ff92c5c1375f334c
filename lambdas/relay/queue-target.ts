import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Entry, Target } from './publish.ts'

export const queueEntry = (sequenceNumber: string, json: string): Entry<string> => ({
  sequenceNumber,
  group: undefined,
  bytes: Buffer.byteLength(json),
  message: json,
})

/** The queue of one addressee. It drops a repeated command by its `command_id`. */
export const queueTarget = (client: SQSClient, queueUrl: string): Target<string> => ({
  name: 'SQS',
  maxEntries: 10,
  maxBytes: 256 * 1024,
  async send(messages) {
    const Entries = messages.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
    const failed = new Map(answer.Failed?.map((failure) => [failure.Id, failure]))
    return messages.map((_, index) => {
      const failure = failed.get(String(index))
      if (!failure) return undefined
      const { Code: code = 'Unknown', Message: message = '', SenderFault = false } = failure
      return { code, message, isPermanent: SenderFault && !/Throttl/i.test(code) }
    })
  },
})
