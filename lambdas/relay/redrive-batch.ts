import type { RedriveAnswer, RedriveRequest } from '../runtime/relay/set-aside.ts'
import { TIME_TO_KEEP_POSITIONS_MS } from './order/positions.ts'
import type { PublishEnvironment } from './publishing/publish.ts'
import { createTaken } from './publishing/taken.ts'
import type { Refusal } from './publishing/target.ts'
import { type Plan, sendAll } from './relay-batch.ts'

/** For keeping positions, and for answering. */
const TIME_AFTER_PUBLISHING_MS = TIME_TO_KEEP_POSITIONS_MS + 1000

export const isRedrive = (event: unknown): event is RedriveRequest =>
  typeof event === 'object' && event !== null && 'redrive' in event && Array.isArray(event.redrive)

/**
 * Sends once more what was set aside, because an operator asks for it: in the order given, within a group nothing before
 * what stands before it. Nothing is set aside again: the operator is told.
 */
export async function redriveBatch(
  plan: Plan,
  environment: PublishEnvironment,
  remainingMs: number,
): Promise<RedriveAnswer> {
  const deadline = environment.clock.now() + remainingMs - TIME_AFTER_PUBLISHING_MS
  // Sequence numbers of other shards may be the same, and what was sent before is wanted again.
  const { refused, failed } = await sendAll(plan, deadline, { ...environment, taken: createTaken() })
  return { refused: reasonsOf(refused), failed: reasonsOf(failed) }
}

const reasonsOf = (refusals: ReadonlyMap<string, Refusal>): RedriveAnswer['refused'] =>
  Object.fromEntries([...refusals].map(([number, { code, message }]) => [number, { code, message }]))
