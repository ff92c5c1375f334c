import { UsageError } from '../../terminal/usage-error.ts'
import { type Contract, nameOf } from '../contract.ts'
import type { ReleasedContract } from './released-contract.ts'

/**
 * The released contract, marked as removed: the check no longer misses it, and nothing else may have its name.
 * @throws {UsageError} when it was never released, is retired already, or the code still has it.
 */
export function retirementOf(
  { type, version }: Pick<ReleasedContract, 'type' | 'version'>,
  declared: readonly Contract[],
  released: readonly ReleasedContract[],
  today: string,
): ReleasedContract {
  const isMeant = (one: { readonly type: string; readonly version: number }) =>
    one.type === type && one.version === version
  const found = released.find(isMeant)
  if (!found) {
    const versions = released.filter((one) => one.type === type).map((one) => one.version)
    const known =
      versions.length > 0 ? `released versions of it: ${versions.join(', ')}` : 'no type of this name was released'
    throw new UsageError(`${type} version ${version} was never released; ${known}.`)
  }
  if (found.removed) throw new UsageError(`${nameOf(found)} was retired on ${found.removed}.`)
  if (declared.some(isMeant)) {
    throw new UsageError(
      `${nameOf(found)} is still declared in events/. Remove it there first, once "npm run ops -- contracts verify" finds none stored.`,
    )
  }
  return { ...found, removed: today }
}
