import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs'
import { messageText } from './message-text.ts'
import { type Entry, refusalOf, type Target } from './publishing/target.ts'
import { tracedCommand } from './traced-message.ts'

export function queueEntry(sequenceNumber: string, id: string, json: string): Entry<string> {
  const message = messageText(json)
  const { traceparent = '' } = tracedCommand(json) ?? {}
  const bytes = Buffer.byteLength(message) + (traceparent && `traceparentString${traceparent}`).length
  return { sequenceNumber, id, group: undefined, bytes, message }
}

/** OpenTelemetry looks for it here, whoever receives. */
function attributesOf(message: string): Pick<SendMessageBatchRequestEntry, 'MessageAttributes'> {
  const { traceparent } = tracedCommand(message) ?? {}
  if (traceparent === undefined) return {}
  return { MessageAttributes: { traceparent: { DataType: 'String', StringValue: traceparent } } }
}

/** The queue of one addressee. It drops a repeated command by its `command_id`. */
export const queueTarget = (client: SQSClient, queueUrl: string): Target<string> => ({
  name: 'SQS',
  destination: queueUrl.split('/').at(-1) ?? queueUrl,
  maxEntries: 10,
  maxBytes: 256 * 1024,
  async send(messages, abortSignal) {
    const Entries = messages.map((MessageBody, index) => ({
      Id: String(index),
      MessageBody,
      ...attributesOf(MessageBody),
    }))
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }), { abortSignal })
    const failed = new Map(answer.Failed?.map((failure) => [failure.Id, failure]))
    return messages.map((_, index) => {
      const failure = failed.get(String(index))
      return failure && refusalOf(failure)
    })
  },
})
