import { UsageError } from '../../terminal/usage-error.ts'
import { type Contract, type ContractId, nameOf } from '../contract.ts'
import { readFinished } from '../verify/progress.ts'
import type { ReleasedContract } from './released-contract.ts'

type Meant = Pick<ContractId, 'type' | 'version'>

/**
 * The released contract that shall be retired.
 * @throws {UsageError} when it was never released, is retired already, or the code still has it.
 */
export function retirable(
  { type, version }: Meant,
  declared: readonly Contract[],
  released: readonly ReleasedContract[],
): ReleasedContract {
  const isMeant = (one: Meant) => one.type === type && one.version === version
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
  return found
}

/**
 * That nothing of an event is stored: by finished verifications of every installation, or by the word of a person.
 * @throws {UsageError} without either, and when a verification has found some.
 */
export async function proofOf(
  { type, version }: Meant,
  files: readonly string[],
  reason: string | undefined,
): Promise<Pick<ReleasedContract, 'verified' | 'reason'>> {
  if (files.length === 0 && reason === undefined) {
    throw new UsageError(
      `Nobody has looked whether ${type} version ${version} is stored. Run "npm run ops -- contracts verify --checkpoint verified.json" for each installation and give its file with --verified, or say with --reason why nothing of it can be stored.`,
    )
  }
  const verified = []
  for (const file of files) {
    const { table, tally } = await readFinished(file)
    const count = tally.stored[`${type} version ${version}`] ?? 0
    if (count > 0)
      throw new UsageError(`${count} events of ${type} version ${version} are stored in ${table}, by ${file}.`)
    verified.push(table)
  }
  return { ...(verified.length > 0 && { verified }), ...(reason !== undefined && { reason }) }
}
