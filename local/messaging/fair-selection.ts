import type { InflightEntry, SqsMessage } from './library.ts'

/**
 * SQS's fair queues. A message group of a standard queue is a tenant; "each message without a MessageGroupId is treated as
 * belonging to its own distinct tenant". One is noisy when it "accounts for more than 10% of in-flight messages in the queue
 * and has at least 30 of its own messages in flight". Then messages of the quiet come first; of several noisy ones the one
 * with the fewest in flight. AWS calls its figures approximate; that it also counts the share of processing time is left out.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
 */
const NOISY_SHARE = 0.1
const NOISY_MESSAGES = 30

/** The noisy groups of a queue, with their messages in flight. */
export function noisyGroups(inflight: ReadonlyMap<string, Pick<InflightEntry, 'message'>>): Map<string, number> {
  const counts = new Map<string, number>()
  if (inflight.size < NOISY_MESSAGES) return counts
  for (const { message } of inflight.values()) {
    const group = message.messageGroupId
    if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  for (const [group, count] of counts) {
    if (count < NOISY_MESSAGES || count <= inflight.size * NOISY_SHARE) counts.delete(group)
  }
  return counts
}

/** Takes the next message out of the list. */
export function takeFairly(messages: SqsMessage[], noisy: ReadonlyMap<string, number>): SqsMessage | undefined {
  if (noisy.size === 0) return messages.shift()
  const noiseOf = ({ messageGroupId: group }: SqsMessage): number => (group === undefined ? 0 : (noisy.get(group) ?? 0))
  let best = -1
  let least = Number.POSITIVE_INFINITY
  for (const [index, message] of messages.entries()) {
    const noise = noiseOf(message)
    if (noise >= least) continue
    best = index
    least = noise
    if (noise === 0) break
  }
  return best < 0 ? undefined : messages.splice(best, 1)[0]
}
