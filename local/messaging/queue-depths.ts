import type { LocalQueue } from './queue.ts'

export interface QueueDepths {
  visible: number
  notVisible: number
  delayed: number
  /** Seconds since the oldest message was sent; 0 when there is none. */
  oldestAgeSeconds: number
}

export function depthsOf(queue: LocalQueue): QueueDepths {
  const oldest = oldestSentAt(queue)
  return {
    visible: Number(queue.getAttribute('ApproximateNumberOfMessages')),
    notVisible: Number(queue.getAttribute('ApproximateNumberOfMessagesNotVisible')),
    delayed: Number(queue.getAttribute('ApproximateNumberOfMessagesDelayed')),
    oldestAgeSeconds: oldest === undefined ? 0 : Math.max(0, Math.floor((Date.now() - oldest) / 1000)),
  }
}

/** Send time of the oldest message that is still to be processed, epoch ms; undefined when there is none. */
function oldestSentAt(queue: LocalQueue): number | undefined {
  const { ready, inflight, delayed } = queue.inspectMessages()
  let oldest = Number.POSITIVE_INFINITY
  for (const message of ready) oldest = Math.min(oldest, message.sentTimestamp)
  for (const message of delayed) oldest = Math.min(oldest, message.sentTimestamp)
  for (const { message } of inflight) oldest = Math.min(oldest, message.sentTimestamp)
  return Number.isFinite(oldest) ? oldest : undefined
}
