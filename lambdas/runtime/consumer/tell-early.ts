import type { SettledDelivery } from '../messages/outcome.ts'
import type { Invocation } from './invocation.ts'
import { tell } from './tell.ts'

/**
 * Logs and counts outcomes before the end of their batch, because their messages are about to leave the queue, or their events the
 * parking, and do not come back. If the function died after that and before it had told them, they would never be told.
 *
 *     function   ──n done──told──[n leaves]──release──✗ killed
 *     function   ──n done────────[n leaves]──release──✗ killed: no line and no metric says that n was done
 */
export async function tellEarly(
  { telemetry, clock, deadline }: Pick<Invocation, 'telemetry' | 'clock' | 'deadline'>,
  processed: readonly SettledDelivery[],
): Promise<void> {
  if (processed.length === 0) return
  const finishedAt = clock.now()
  const told = tell(telemetry, { processed, finishedAt, remainingMs: deadline.functionEnd - finishedAt })
  await Promise.race([told, deadline.over]).catch(() => {})
}
