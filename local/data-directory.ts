import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { makeDirectory } from './usage/make-directory.ts'
import { UsageError } from './usage/usage-error.ts'

/** The directory where everything is kept cannot be used; nothing in it has been changed. */
export class DataDirectoryError extends UsageError {
  override readonly name = 'DataDirectoryError'
}

/** The part that is always there, and that holds the lock: a directory without it is not one of ours. */
const FIRST_PART = 'dynamodb'

/**
 * Makes the directory unless it is there. Refuses one that holds other things, so that a slip of the hand does not fill a
 * home directory with ours.
 * @throws {DataDirectoryError}
 */
export function prepareDataDirectory(directory: string): void {
  if (directory.trim() === '') throw new DataDirectoryError('The data directory has no name.')
  const names = refusing(directory, () => {
    makeDirectory(directory)
    const found = readdirSync(directory)
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
    return found
  })
  if (names.length === 0) return
  if (!names.includes(FIRST_PART)) {
    throw new DataDirectoryError(
      `${directory} holds other things than a pipeline's data. Give an empty or a new directory.`,
    )
  }
  refuseEmptied(directory)
}

/** A database that a power loss has emptied looks like a new one. */
function refuseEmptied(directory: string): void {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
  const paths = files
    .filter((file) => file.isFile() && file.name.endsWith('.db'))
    .map((file) => join(file.parentPath, file.name))
  const emptied = paths.find((path) => statSync(path).size === 0)
  if (emptied) throw damaged(emptied, 'it is empty')
}

const damaged = (path: string, reason: string, cause?: unknown) =>
  new DataDirectoryError(`${path} cannot be read: ${reason}. Put back what it was, or give another directory.`, {
    cause,
  })

function refusing<Result>(directory: string, work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    throw new DataDirectoryError(`${directory} cannot be used for data: ${(cause as Error).message}.`, { cause })
  }
}

/**
 * Opens a store that keeps one part of the directory. Without a directory it opens in memory, and errors stay as they are.
 * @throws {DataDirectoryError} when another process has it, or the part cannot be read.
 */
export async function openPart<Store>(
  directory: string | undefined,
  part: string,
  open: () => Store | Promise<Store>,
): Promise<Store> {
  try {
    return await open()
  } catch (cause) {
    if (directory === undefined || cause instanceof DataDirectoryError) throw cause
    if (isLocked(cause)) throw new DataDirectoryError(`${directory} is in use by another process.`, { cause })
    throw damaged(join(directory, part), reasonOf(cause), cause)
  }
}

/** SQLite finds out about most damage only when it comes across it. @throws {Error} saying what is damaged. */
export function assertIntact(database: DatabaseSync): void {
  const [first] = database.prepare('PRAGMA quick_check(1)').all()
  const verdict = String(Object.values(first ?? {})[0])
  if (verdict !== 'ok') throw new Error(`it is damaged, ${verdict.replaceAll('\n', ' ')}`)
}

const isLocked = (error: unknown): boolean =>
  error instanceof Error && ((error as NodeJS.ErrnoException).code === 'LEVEL_LOCKED' || isLocked(error.cause))

/** LevelDB's errors say only that it is not open; why is the cause. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.cause instanceof Error ? reasonOf(error.cause) : error.message) : String(error)
