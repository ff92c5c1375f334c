import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Letter } from '../letters/letter.ts'
import { giveBack } from './give-back.ts'
import { look } from './look.ts'

export interface DeadLetterQueues {
  readonly sqs: Pick<SQSClient, 'send'>
  readonly deadLetterQueueUrl: (consumer: string) => string
}

const HIDDEN_SECONDS = 30
const MOST = 10_000

/** The body of a letter that is too large for its record. It stays where it is. */
export async function bodyInQueue(
  { sqs, deadLetterQueueUrl }: DeadLetterQueues,
  { consumer, id }: Pick<Letter, 'consumer' | 'id'>,
): Promise<string | undefined> {
  const queueUrl = deadLetterQueueUrl(consumer)
  const { copies } = await look({ sqs, queueUrl, most: MOST, hiddenSeconds: HIDDEN_SECONDS })
  await giveBack(
    sqs,
    queueUrl,
    copies.map(({ receiptHandle }) => receiptHandle),
  )
  return copies.find(({ letterId }) => letterId === id)?.body
}
