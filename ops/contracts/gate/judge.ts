import { type Contract, nameOf } from '../contract.ts'
import type { ReleasedContract } from '../released/released-contract.ts'
import { applyExceptions, type Excused } from './apply-exceptions.ts'
import type { Breakage } from './breakage.ts'
import { checkContracts, type Verdict } from './check.ts'
import type { Exception } from './exceptions.ts'

/**
 * The verdict of the gate. What an exception excuses has to be released before it is deployed, as everything else: a form that was
 * never written down could not be compared with the next one.
 * @param today `YYYY-MM-DD`, UTC.
 */
export function judgeContracts(
  declared: readonly Contract[],
  released: readonly ReleasedContract[],
  exceptions: readonly Exception[],
  today: string,
): Verdict & Excused {
  const { breakages, unreleased, weakened, unasked } = checkContracts(declared, released)
  const excused = applyExceptions(breakages, exceptions, [...declared, ...released], today)
  const broken = new Set(excused.breakages.map(({ contract }) => nameOf(contract)))
  return { ...excused, weakened, unasked, unreleased: unreleased.filter((contract) => !broken.has(nameOf(contract))) }
}

/**
 * Breaks with what a base has released, of contracts of which this branch has released a weaker mode as well: by that mode alone they
 * would be allowed, so that a change of the mode could let through whatever comes with it.
 * @param today `YYYY-MM-DD`, UTC.
 */
export function behindWeakerMode(
  declared: readonly Contract[],
  base: readonly ReleasedContract[],
  exceptions: readonly Exception[],
  today: string,
): readonly Breakage[] {
  const { breakages, weakened } = checkContracts(declared, base)
  const types = new Set(weakened.map(({ kind, type }) => `${kind} ${type}`))
  const hidden = breakages.filter(({ contract }) => types.has(`${contract.kind} ${contract.type}`))
  return applyExceptions(hidden, exceptions, declared, today).breakages
}
