import { UsageError } from '../../cli/usage-error.ts'
import { type Contract, type ContractId, nameOf } from '../contract.ts'
import { readFinished } from '../verify/progress.ts'
import { withoutType } from '../verify/tally.ts'
import type { ReleasedContract } from './released-contract.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** Shortest reason, in characters, as for an exception. */
const SHORTEST_REASON = 10

type Meant = Pick<ContractId, 'type' | 'version'>

/**
 * The released contract that shall be retired.
 * @param namers of consumers and other teams that name it; asked where no version of the type is left in the code.
 * @throws {UsageError} when it was never released, is retired already, the code still has it, or somebody still names it.
 */
export function retirable(
  { type, version }: Meant,
  declared: readonly Contract[],
  released: readonly ReleasedContract[],
  namers: (contract: ContractId) => readonly string[] = () => [],
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
      `${nameOf(found)} is still declared in events/. Remove it there first, once ${found.kind === 'command' ? 'nobody sends it and none of it waits' : '"npm run ops -- contracts verify" finds none stored'}.`,
    )
  }
  const left = declared.some((one) => one.kind === found.kind && one.type === type) ? [] : namers(found)
  if (left.length > 0) {
    throw new UsageError(
      `${left.join(', ')} still ${left.length === 1 ? 'names' : 'name'} ${type}. Take it out there first.`,
    )
  }
  return found
}

/**
 * The word of a person that nothing of a command waits: no table holds commands, so that nothing can be verified.
 * @throws {UsageError} without a reason, or with a verification.
 */
export function wordOf(
  { type }: Meant,
  files: readonly string[],
  reason: string | undefined,
): Pick<ReleasedContract, 'reason'> {
  if (files.length > 0) {
    throw new UsageError(
      `A verification looks at stored events, and ${type} is a command. Say with --reason why nothing of it waits any more.`,
    )
  }
  if (reason === undefined) {
    throw new UsageError(
      `Say with --reason why nothing of ${type} waits any more: in its queue (4 days by default), as a dead letter (14 days), or in a schedule.`,
    )
  }
  assertLongEnough(reason, `nothing of ${type} waits any more`)
  return { reason }
}

/**
 * Proves that no event of this type and version is stored: by finished verifications of every installation, or by the word of a person.
 * @param nowMs Unix time. What was stored after a verification began may have escaped it, so that it counts for a day only.
 * @throws {UsageError} if there is neither, or if a verification has found such events, or may not have seen them.
 */
export async function proofOf(
  { type, version }: Meant,
  files: readonly string[],
  reason: string | undefined,
  nowMs: number,
): Promise<Pick<ReleasedContract, 'verified' | 'reason'>> {
  if (files.length === 0 && reason === undefined) {
    throw new UsageError(
      `It is not known whether events of ${type} version ${version} are stored. Run "npm run ops -- contracts verify --checkpoint verified.json" for each installation and give its file with --verified, or say with --reason why nothing of it can be stored.`,
    )
  }
  if (reason !== undefined) assertLongEnough(reason, `nothing of ${type} version ${version} can be stored`)
  const verified = []
  for (const file of files) {
    const { table, tally, begunAt } = await readFinished(file)
    assertFresh(file, begunAt, nowMs)
    const count = tally.stored[`${type} version ${version}`] ?? 0
    if (count > 0)
      throw new UsageError(`${count} events of ${type} version ${version} are stored in ${table}, by ${file}.`)
    const unread = withoutType(tally)
    if (unread > 0) {
      throw new UsageError(
        `${unread} items of ${table} hold no event that can be read, by ${file}, so nobody knows their type. Mend them first, and verify again.`,
      )
    }
    verified.push(table)
  }
  return { ...(verified.length > 0 && { verified }), ...(reason !== undefined && { reason }) }
}

function assertLongEnough(reason: string, what: string): void {
  if (reason.length >= SHORTEST_REASON) return
  throw new UsageError(`--reason must say in ${SHORTEST_REASON} characters or more why ${what}: it is kept for ever.`)
}

function assertFresh(file: string, begunAt: string | undefined, nowMs: number): void {
  if (begunAt !== undefined && Math.abs(nowMs - Date.parse(begunAt)) <= DAY_MS) return
  const when = begunAt === undefined ? 'does not say when it began' : `began at ${begunAt}`
  throw new UsageError(
    `The verification of ${file} ${when}, and counts for a day: what was stored since may have escaped it. Delete the file and verify again.`,
  )
}
