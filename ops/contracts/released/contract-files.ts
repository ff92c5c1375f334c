import { mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { gitRevision } from '../../cli/git-revision.ts'
import { writeWhole } from '../../cli/write-whole.ts'
import type { ContractId } from '../contract.ts'
import { digestOf, type ReleasedContract, releasedContract } from './released-contract.ts'
import { toText } from './to-text.ts'

/** A file under `contracts/` that is not what a release has written. */
export class ContractFileError extends Error {
  override readonly name = 'ContractFileError'
}

const folders = { event: 'events', command: 'commands', envelope: 'envelopes' } as const

export const fileOf = (directory: string, { kind, type, version }: ContractId): string =>
  join(directory, folders[kind], type, `v${version}.json`)

/**
 * Every released contract; none where the directory is not there yet.
 * @throws {ContractFileError} for a file that is damaged, was edited, or lies where it does not belong.
 */
export async function readContracts(directory: string): Promise<ReleasedContract[]> {
  const contracts: ReleasedContract[] = []
  for (const folder of Object.values(folders)) {
    const names = await readdir(join(directory, folder), { recursive: true }).catch(ifAbsent)
    for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
      const file = join(directory, folder, name)
      contracts.push(contractIn(await readFile(file, 'utf8'), file, directory, relative(process.cwd(), file)))
    }
  }
  return contracts
}

/**
 * Every contract that was released in a commit.
 * @param directory relative to `cwd`.
 * @throws {UsageError} for a revision that there is not.
 * @throws {ContractFileError} for a file that was damaged in that commit already.
 */
export async function contractsAt(
  revision: string,
  directory: string,
  cwd = process.cwd(),
): Promise<readonly ReleasedContract[]> {
  const { filesIn, textOf } = await gitRevision(revision, cwd)
  const contracts: ReleasedContract[] = []
  for (const folder of Object.values(folders)) {
    const files = await filesIn(`${directory}/${folder}`)
    for (const file of files.filter((one) => one.endsWith('.json'))) {
      contracts.push(contractIn(await textOf(file), file, directory, `${file} of ${revision}`))
    }
  }
  return contracts
}

/** @param shown how messages call the file. */
function contractIn(text: string, file: string, directory: string, shown: string): ReleasedContract {
  const { digest, ...content } = parse(shown, text)
  const parsed = releasedContract.safeParse(content)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ContractFileError(
      `${shown} is damaged at /${issue?.path.join('/')}: ${issue?.message}. Restore it with git.`,
    )
  }
  if (digest !== digestOf(parsed.data)) {
    throw new ContractFileError(
      `${shown} was edited by hand. Released contracts are written by "npm run contracts -- release" only: restore it with git.`,
    )
  }
  if (fileOf(directory, parsed.data) !== file) {
    throw new ContractFileError(
      `${shown} holds ${parsed.data.type} version ${parsed.data.version}: it was moved or renamed.`,
    )
  }
  return parsed.data
}

function parse(shown: string, text: string): Record<string, unknown> {
  try {
    // What is no object, such as null, is refused by the schema.
    return Object(JSON.parse(text)) as Record<string, unknown>
  } catch (error) {
    if (/^<<<<<<< /m.test(text)) {
      throw new ContractFileError(
        `${shown} has a conflict of a merge in it, because both branches have released. Take the released files of the branch that you merge into, e.g. "git checkout origin/main -- contracts", then "npm run contracts -- release".`,
      )
    }
    throw new ContractFileError(`${shown} is not JSON: ${(error as Error).message}. Restore it with git.`)
  }
}

function ifAbsent(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
  throw error
}

/** @returns the path of the file. */
export async function writeContract(directory: string, released: ReleasedContract): Promise<string> {
  const file = fileOf(directory, released)
  await mkdir(dirname(file), { recursive: true })
  // Git could not restore half a file of a new version.
  await writeWhole(file, toText({ ...released, digest: digestOf(released) }))
  return file
}
