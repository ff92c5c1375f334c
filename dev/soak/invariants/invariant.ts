import type { World } from '../world.ts'

export interface Invariant<
  Result extends readonly string[] | Promise<readonly string[]> = readonly string[] | Promise<readonly string[]>,
> {
  readonly name: string
  /** @returns one line per violation; none when it holds. */
  check(world: World): Result
}

/** Checked without asking anyone. */
export type StoredInvariant = Invariant<readonly string[]>

/** Amounts have two decimals here; adding them as integers keeps sums exact. */
export const cents = (amount: number): number => Math.round(amount * 100)

export const countBy = <One>(all: readonly One[], keyOf: (one: One) => string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1)
  return counts
}
