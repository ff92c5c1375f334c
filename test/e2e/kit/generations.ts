import { ops } from './ops.ts'

/** Kept besides the live one; each costs every write once more. */
const KEPT = 2

/**
 * Drops a generation that a rebuild which was killed has left half built, since another rebuild cannot begin beside it, and
 * the oldest of those that earlier runs of the suite have left.
 */
export async function tidyGenerations(model: string): Promise<void> {
  const lines = (await ops('generations', model)).trim().split('\n')
  const named = lines.map((line) => /^(g\d+)\s+(live|being built|kept)/.exec(line)).filter((match) => match !== null)
  const old = named.filter(([, , state]) => state === 'kept').map(([, name = '']) => name)
  const building = named.filter(([, , state]) => state === 'being built').map(([, name = '']) => name)
  for (const name of [...building, ...old.slice(0, Math.max(0, old.length - KEPT))])
    await ops('drop', model, name, '--yes')
}
