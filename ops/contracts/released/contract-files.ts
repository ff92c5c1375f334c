import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
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
      contracts.push(await readContract(directory, join(directory, folder, name)))
    }
  }
  return contracts
}

async function readContract(directory: string, file: string): Promise<ReleasedContract> {
  const shown = relative(process.cwd(), file)
  const { digest, ...content } = parse(shown, await readFile(file, 'utf8'))
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
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
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
  await writeFile(file, toText({ ...released, digest: digestOf(released) }))
  return file
}
