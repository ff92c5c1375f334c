import { setTimeout as delay } from 'node:timers/promises'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'

const POLL_MS = 500

/** Nothing has moved for so long that it never will. Longer than the longest delay of a retry under these faults. */
const STALLED_MS = 120_000

export interface Progress {
  /** Messages in the consumers' queues. */
  readonly backlog: number
  /** What is still awaited, in words; asked only when the queues are empty. */
  readonly awaited: readonly string[]
}

/**
 * Waits until the queues are empty and nothing is awaited any more.
 * @returns what was still awaited when it stalled or the time was over; empty when all has settled.
 */
export async function untilSettled(
  look: () => Promise<Progress>,
  timeoutSeconds: number,
  report: (progress: Progress) => void,
): Promise<readonly string[]> {
  const deadline = performance.now() + timeoutSeconds * 1_000
  let lastMove = performance.now()
  let last = ''
  for (;;) {
    const progress = await look()
    report(progress)
    if (progress.backlog === 0 && progress.awaited.length === 0) return []
    const now = performance.now()
    const state = `${progress.backlog} ${progress.awaited.join()}`
    if (state !== last) lastMove = now
    last = state
    if (now > deadline || now - lastMove > STALLED_MS) {
      return progress.awaited.length > 0 ? progress.awaited : [`${progress.backlog} messages are still in the queues`]
    }
    await delay(POLL_MS)
  }
}

export async function backlogOf(endpointUrl: string, queueUrls: readonly string[]): Promise<number> {
  const sqs = new SQSClient({
    endpoint: endpointUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 20,
  })
  const depths = await Promise.all(
    queueUrls.map(async (QueueUrl) => {
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
      return (
        Number(Attributes.ApproximateNumberOfMessages ?? 0) +
        Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0) +
        Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0)
      )
    }),
  )
  sqs.destroy()
  return depths.reduce((sum, depth) => sum + depth, 0)
}
