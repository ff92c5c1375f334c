import type { Effects } from '../effects/effects.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import { type CommitUnit, isSameItem } from '../effects/verdicts.ts'
import { PermanentError } from '../errors.ts'
import type { GroupCommit } from './group-commit.ts'
import { AlreadyProcessed } from './marker.ts'
import type { IdempotencyStrategy } from './strategy.ts'

/**
 * For effects that guard themselves and state events or commands, which have new ids each time: all of an event's effects happen, or
 * none, on a condition of their own that a repetition does not meet. There is no marker. Right for a state machine whose state tells
 * what it has heard.
 *
 *     delivery 1     ──[version 1 → 2, command]──────────────────────────────────────────►
 *     copy, later    ────────────────────────────[reads version 2: nothing to do]────────►
 *     copy, meantime ──[refused: version is 2]──[decides again: nothing to do]───────────►
 *
 * What changes no more than one item is a plain write of it, at half the price of a transaction.
 */
export const guardedUnits = (groupCommit: GroupCommit): IdempotencyStrategy => ({
  async process({ handle }) {
    // The last run is the one that was committed: a conflict threw away those before it.
    const run: { effects?: Effects } = {}
    const committed = groupCommit.commit(async () => {
      run.effects = await handle()
      assertGuarded(run.effects)
      return unitOf(run.effects)
    })
    const { superseded } = await committed.catch(orRepetition)
    if (superseded === 'all') return 'duplicate'
    const { writes = [], nothingNew = false } = run.effects ?? {}
    const isRepeated = writes.length === 0 ? nothingNew : superseded === writes.length
    return isRepeated ? 'duplicate' : 'processed'
  },
})

/** A commit that is refused because a copy of the event has been handled has done nothing, and counts as a repetition: see `repetition`. */
function orRepetition(error: unknown): { readonly superseded: 'all' } {
  if (error instanceof AlreadyProcessed) return { superseded: 'all' }
  throw error
}

function unitOf({ writes }: Effects): CommitUnit {
  const [only] = writes
  return writes.length === 1 && only ? { writes: [recognizable(only)], apart: true } : { writes }
}

/**
 * A put whose answer was lost is known by the item that it has put there. Where another delivery has put the very same, that is the same
 * state, reached once; where somebody has changed it since, the handler decides again, on a state that tells of it.
 */
function recognizable(write: StagedWrite): StagedWrite {
  const { Item } = write.item.Put ?? {}
  return write.isOwn || !Item ? write : { ...write, isOwn: (current) => isSameItem(Item, current) }
}

/** @throws {PermanentError} for what a redelivery would do a second time. */
function assertGuarded({ writes, events, commands }: Effects): void {
  const isGuarded =
    events.length + commands.length > 0 ? writes.some(guardsAll) : writes.every(({ item }) => conditionOf(item))
  if (isGuarded) return
  throw new PermanentError(
    'EFFECT_NOT_GUARDED',
    'No write of this handler has a condition that fails when the event is repeated, so its events and commands would be sent twice: write its state on condition of its version, with "conflict", or use idempotency "atomic".',
  )
}

/**
 * Refuses a repetition, and with it all that is staged beside it: an item on a condition of the handler's own, or the first event of a
 * stream, whose name follows from the message. The place at the end of a stream is another one each time, and so guards nothing.
 */
function guardsAll({ item, onConditionFailed, position }: StagedWrite): boolean {
  if (position !== undefined) return position === 1
  return onConditionFailed !== 'superseded' && conditionOf(item) !== undefined
}

const conditionOf = ({ Put, Update, Delete }: StagedWrite['item']): string | undefined =>
  (Put ?? Update ?? Delete)?.ConditionExpression
