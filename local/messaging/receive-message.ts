import { receiveMessage } from './library.ts'
import type { LocalQueueStore } from './store.ts'

interface ReceiveRequest {
  QueueUrl?: string
  AttributeNames?: string[]
  MessageSystemAttributeNames?: string[]
  MessageAttributeNames?: string[]
}

/** ReceiveMessage of fauxqs, plus the source of a dead letter, minus message attributes that nobody asked for. */
export async function receiveOverTheWire(request: ReceiveRequest, store: LocalQueueStore) {
  const answer = await receiveMessage(request as Record<string, unknown>, store)
  const queue = store.find(request.QueueUrl ?? '')
  const system = [...(request.AttributeNames ?? []), ...(request.MessageSystemAttributeNames ?? [])]
  for (const message of answer.Messages ?? []) {
    if ((request.MessageAttributeNames ?? []).length === 0) {
      delete message.MessageAttributes
      delete message.MD5OfMessageAttributes
    }
    const source = queue?.deadLetterSources.get(message.MessageId ?? '')
    if (source && (system.includes('All') || system.includes('DeadLetterQueueSourceArn'))) {
      message.Attributes = { ...message.Attributes, DeadLetterQueueSourceArn: source } as typeof message.Attributes
    }
  }
  return answer
}
