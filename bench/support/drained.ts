import { setTimeout as delay } from 'node:timers/promises'
import type { QueueBacklog } from '../../dev/queue-backlog.ts'

/** Empty queues twice in a row: what the relay has in hand between two of them is not in any. */
export async function drained(
  queues: Pick<QueueBacklog, 'count'>,
  ended: () => Promise<boolean> = async () => true,
): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    await delay(200)
    quiet = (await queues.count()) === 0 && (await ended()) ? quiet + 1 : 0
  }
}
