import { AsyncLocalStorage } from 'node:async_hooks'
import type { BillableUnit, UnitTotals } from './units.ts'

/** The payer of calls that come from outside of the stack, as those of operators and tests. */
export const OUTSIDE = 'outside'

/** Adds up billable units by who causes them. */
export interface Meter {
  /** `payer` default: the one on whose behalf this runs (`on`), else {@link OUTSIDE}. */
  add(unit: BillableUnit, quantity: number, payer?: string): void
  /** Runs something on somebody's behalf: all that it counts, and that follows from it, is theirs. */
  on<Result>(payer: string, run: () => Result): Result
  totals(): UnitTotals
}

export function createMeter(): Meter {
  const payers = new Map<string, Map<BillableUnit, number>>()
  const current = new AsyncLocalStorage<string>()
  return {
    add(unit, quantity, payer = current.getStore() ?? OUTSIDE) {
      const counts = payers.get(payer) ?? new Map<BillableUnit, number>()
      payers.set(payer, counts)
      counts.set(unit, (counts.get(unit) ?? 0) + quantity)
    },
    on: (payer, run) => current.run(payer, run),
    totals: () => Object.fromEntries([...payers].map(([payer, counts]) => [payer, Object.fromEntries(counts)])),
  }
}
