import { PermanentError } from '../errors.ts'
import { type CommitEnvironment, type CommitOptions, commitUnits } from './commit-units.ts'
import type { Effects } from './effects.ts'
import { MAX_TRANSACTION_ITEMS } from './limits.ts'
import type { StagedWrite } from './staged-write.ts'

export interface CommitReceipt {
  /** DynamoDB calls made, retries under contention included. */
  readonly calls: number
  readonly writeUnits: number
  /** Writes left out because what is there is as new or newer. */
  readonly superseded: number
}

/**
 * Commits one unit of work, all or nothing: one write as a plain conditional put or update, several as one transaction.
 * @param firstWrites go before the effects, and their refusal counts first, e.g. a dedup marker or an idempotency record.
 * @throws {ConflictError} when a condition failed that means "decide again".
 * @throws {TransientError} when the store gave no answer or stayed contended; the write may or may not have happened.
 * @throws whatever error the refused write brings itself.
 */
export async function commitEffects(
  environment: CommitEnvironment,
  effects: Pick<Effects, 'writes'>,
  firstWrites: readonly StagedWrite[] = [],
  options: CommitOptions = {},
): Promise<CommitReceipt> {
  const writes = [...firstWrites, ...effects.writes]
  assertOneTransaction(writes)
  const { outcomes, calls, writeUnits } = await commitUnits(environment, [{ writes }], options)
  const outcome = outcomes[0]!
  if (outcome.error) throw outcome.error
  return { calls, writeUnits, superseded: outcome.superseded }
}

/** @throws {PermanentError} for what can never commit together. */
export function assertOneTransaction(writes: readonly StagedWrite[]): void {
  if (writes.length > MAX_TRANSACTION_ITEMS) {
    throw new PermanentError(
      'TOO_MANY_EFFECTS',
      `${writes.length} writes were staged; one transaction takes ${MAX_TRANSACTION_ITEMS}, marker included.`,
    )
  }
  assertDistinctItems(writes)
}

/** @throws {PermanentError} when one item is written twice: which of the two should win? */
export function assertDistinctItems(writes: readonly StagedWrite[]): void {
  const keys = new Set<string>()
  for (const { key } of writes) {
    if (keys.has(key)) throw new PermanentError('ITEM_STAGED_TWICE', `One unit of work writes the item ${key} twice.`)
    keys.add(key)
  }
}
