import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { localClientSettings } from '../local-client.ts'
import { seededRandom } from './random.ts'

export interface PutPoison {
  readonly consumer: string
  readonly body: string
}

export interface PoisonedQueue {
  readonly consumer: string
  readonly queueUrl: string
}

/** Prefix of the group of messages that have no aggregate, and that nothing will ever mend. */
const POISON_GROUP = 'poison-'
export const isPoisonGroup = (group: string): boolean => group.startsWith(POISON_GROUP)

/** Puts malformed messages into queues, spread by the seed. */
export async function putPoison(
  endpointUrl: string,
  queues: readonly PoisonedQueue[],
  count: number,
  seed: number,
): Promise<PutPoison[]> {
  const sqs = new SQSClient(localClientSettings(endpointUrl))
  const random = seededRandom(seed, 'poison')
  const put: PutPoison[] = []
  for (let index = 0; index < count; index++) {
    const { consumer, queueUrl } = queues[Math.floor(random() * queues.length)] as PoisonedQueue
    const body = index % 2 === 0 ? `no json ${seed} ${index}` : JSON.stringify({ no: 'envelope', seed, index })
    const fifo = queueUrl.endsWith('.fifo')
      ? { MessageGroupId: `${POISON_GROUP}${index}`, MessageDeduplicationId: `poison-${seed}-${index}` }
      : {}
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, ...fifo }))
    put.push({ consumer, body })
  }
  return put
}
