import { assertOneTransaction } from '../effects/commit.ts'
import { type CommitEnvironment, commitUnits, type UnitOutcome } from '../effects/commit-units.ts'
import type { CommitUnit } from '../effects/verdicts.ts'
import { toError } from '../to-error.ts'
import { Lanes } from './lanes.ts'
import { isOutcomeUnknown } from './outcome-unknown.ts'
import { intoTransactions, type SizedUnit, sized } from './packing.ts'

export interface GroupCommitSettings {
  /** Epoch milliseconds after which no further commit attempt starts. */
  readonly deadline: number
  /** How long a finished handler waits for the others of its batch, milliseconds. */
  readonly lingerMs: number
  /** Once it is aborted nothing more is sent. Default: never. */
  readonly signal?: AbortSignal
}

/**
 * Says that another unit of the batch writes the same item, or has written it since this unit's handler began, so that the handler
 * has decided on an outdated item.
 */
interface Stale {
  readonly staleKey: string
  /** Resolves when the other unit has been committed or refused. */
  readonly settled: Promise<void>
}

interface Pending extends SizedUnit {
  /** Commits there had been when its handler began. */
  readonly begunAt: number
  resolve(outcome: UnitOutcome | Stale): void
}

/**
 * Gathers the effects of a batch into as few transactions as DynamoDB's limits allow. A handler that is done waits
 * until all that run beside it are done, but no longer than the linger time.
 *
 *     handlers   ──a───┐
 *                ──b─────┐              a and b share a transaction; c writes an item of a: it is
 *                ──c────┐ [a b]──ok     handled again once a's write is there
 *                                 └──c'──[c']──ok
 */
export class GroupCommit {
  readonly #environment: CommitEnvironment
  readonly #settings: GroupCommitSettings
  readonly #lanes = new Lanes()
  readonly #inFlight = new Map<string, Promise<void>>()
  /** By item, after how many commits it was last written. */
  readonly #written = new Map<string, number>()
  #commits = 0
  #running = 0
  #pending: Pending[] = []
  #cancelLinger: (() => void) | undefined

  constructor(environment: CommitEnvironment, settings: GroupCommitSettings) {
    this.#environment = environment
    this.#settings = settings
  }

  /**
   * Runs `prepare` and commits what it returns; runs it again after another unit of this batch has written the same
   * item. Without writes there is nothing to wait for.
   * @throws what `prepare` throws, {@link ConflictError}, or what a refused write brings.
   */
  async commit(prepare: () => Promise<CommitUnit>): Promise<UnitOutcome> {
    let leaveLane = () => {}
    try {
      for (;;) {
        const outcome = await this.#submit(prepare)
        if (!('staleKey' in outcome)) {
          if (outcome.error) throw outcome.error
          return outcome
        }
        leaveLane()
        await outcome.settled
        leaveLane = await this.#lanes.enter(outcome.staleKey)
      }
    } finally {
      leaveLane()
    }
  }

  async #submit(prepare: () => Promise<CommitUnit>): Promise<UnitOutcome | Stale> {
    this.#running++
    const begunAt = this.#commits
    let unit: SizedUnit
    try {
      unit = sized(await prepare())
      assertOneTransaction(unit.writes)
    } catch (error) {
      this.#running--
      this.#flushWhenAllAreDone()
      throw error
    }
    this.#running--
    if (unit.writes.length === 0) {
      this.#flushWhenAllAreDone()
      return { superseded: 0 }
    }
    return new Promise((resolve) => {
      this.#pending.push({ ...unit, begunAt, resolve })
      this.#flushWhenAllAreDone()
    })
  }

  #flushWhenAllAreDone(): void {
    if (this.#pending.length === 0) return
    if (this.#running === 0) this.#flush()
    else this.#cancelLinger ??= this.#environment.timers.after(this.#settings.lingerMs, () => this.#flush())
  }

  #flush(): void {
    this.#cancelLinger?.()
    this.#cancelLinger = undefined
    const pending = this.#pending
    this.#pending = []
    const fresh: Pending[] = []
    const keys = new Set<string>()
    const stale: { readonly unit: Pending; readonly staleKey: string }[] = []
    for (const unit of pending) {
      const staleKey = unit.writes.find(
        ({ key }) => keys.has(key) || this.#inFlight.has(key) || (this.#written.get(key) ?? 0) > unit.begunAt,
      )?.key
      if (staleKey) stale.push({ unit, staleKey })
      else {
        fresh.push(unit)
        for (const { key } of unit.writes) keys.add(key)
      }
    }
    for (const group of intoTransactions(fresh)) this.#start(group)
    for (const { unit, staleKey } of stale)
      unit.resolve({ staleKey, settled: this.#inFlight.get(staleKey) ?? Promise.resolve() })
  }

  #start(group: readonly Pending[]): void {
    const settled = this.#commitGroup(group)
    for (const unit of group) for (const { key } of unit.writes) this.#inFlight.set(key, settled)
  }

  async #commitGroup(group: readonly Pending[]): Promise<void> {
    const outcomes = await this.#outcomesOf(group)
    this.#commits++
    for (const [index, unit] of group.entries()) {
      for (const { key } of unit.writes) {
        this.#inFlight.delete(key)
        if (mayBeThere(outcomes[index])) this.#written.set(key, this.#commits)
      }
      unit.resolve(outcomes[index]!)
    }
  }

  /** Settles every unit whatever goes wrong: a message without an outcome would keep its function waiting until the timeout. */
  async #outcomesOf(group: readonly Pending[]): Promise<readonly UnitOutcome[]> {
    try {
      return (await commitUnits(this.#environment, group, this.#settings)).outcomes
    } catch (thrown) {
      const error = toError(thrown)
      return group.map(() => ({ error, superseded: 0 }))
    }
  }
}

/** A write without an answer may have been carried out, so a handler that has read the item before must read it again. */
const mayBeThere = (outcome: UnitOutcome | undefined): boolean => !outcome?.error || isOutcomeUnknown(outcome.error)
