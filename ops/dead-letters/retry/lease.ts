import { isWithin } from '../../../lambdas/runtime/system/clock.ts'
import type { Operation } from '../../bulk-operations/operation.ts'
import { keepOperation, type OperationTable, ownOperation } from '../../bulk-operations/store.ts'

/** Calls within this time are answered by the one before: batches are sent many times a second. */
const RENEWED_EACH_MS = 1_000

/** The lease of one tool on its operation, renewed at most once a second. */
export class Lease {
  readonly #table: OperationTable
  readonly #keep: () => Promise<void>
  readonly #own: () => Promise<void>

  constructor(
    table: OperationTable,
    id: string,
    owner: string,
    progress: () => Pick<Operation, 'position' | 'counts'>,
  ) {
    this.#table = table
    this.#keep = this.#rarely(() => keepOperation(table, id, owner, progress()))
    this.#own = this.#rarely(() => ownOperation(table, id, owner, progress()))
  }

  /** To be called before something is begun. @throws {NotOwned} also when a person has paused or aborted the operation. */
  keep = (): Promise<void> => this.#keep()

  /** To be called while something is in hand, which is ended although a person has paused or aborted the operation. @throws {NotOwned} */
  own = (): Promise<void> => this.#own()

  #rarely(renew: () => Promise<void>): () => Promise<void> {
    let at = Number.NEGATIVE_INFINITY
    let renewing = Promise.resolve()
    return () => {
      const now = this.#table.now()
      if (!isWithin(RENEWED_EACH_MS, at, now)) {
        at = now
        renewing = renew()
      }
      return renewing
    }
  }
}
