import { assertDistinctItems, commitEffects } from '../effects/commit.ts'
import type { CommitEnvironment, CommitOptions } from '../effects/commit-units.ts'
import type { Effects } from '../effects/effects.ts'
import { PermanentError } from '../errors.ts'
import type { IdempotencyStrategy } from './strategy.ts'

/**
 * Effects whose own conditions keep a repeated event out: no marker, and each write a plain one, at half the price of a
 * transaction. A write that is not sent before the function has to answer is not sent at all, because the message may have been handled
 * elsewhere since. A crash between two writes is repaired by the redelivery, which writes only what is missing.
 */
export const selfGuarded = (environment: CommitEnvironment, options: CommitOptions = {}): IdempotencyStrategy => ({
  async process({ handle }) {
    const effects = await handle()
    assertGuarded(effects)
    const commits = await Promise.allSettled(
      effects.writes.map((write) => commitEffects(environment, { writes: [write] }, [], options)),
    )
    const receipts = commits.map((commit) => {
      if (commit.status === 'rejected') throw commit.reason
      return commit.value
    })
    const changed = receipts.length === 0 ? !effects.nothingNew : receipts.some(({ superseded }) => superseded === 0)
    return changed ? 'processed' : 'duplicate'
  },
})

/** @throws {PermanentError} for what a redelivery would do a second time. */
function assertGuarded({ writes, events, commands }: Effects): void {
  if (events.length > 0 || commands.length > 0) {
    throw new PermanentError(
      'EFFECT_NOT_GUARDED',
      'Events and commands get new ids each time, so a redelivery would repeat them: use idempotency "atomic".',
    )
  }
  assertDistinctItems(writes)
  const open = writes.find(({ item: { Put, Update, Delete } }) => !(Put ?? Update ?? Delete)?.ConditionExpression)
  if (open) {
    throw new PermanentError(
      'EFFECT_NOT_GUARDED',
      `The write of ${open.key} has no condition that refuses a repeated event.`,
    )
  }
}
