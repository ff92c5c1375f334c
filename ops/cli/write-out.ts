import { writeFile } from 'node:fs/promises'
import { UsageError } from './usage-error.ts'

/** Writes the file that `--out` names. @throws {UsageError} where it cannot be written. */
export async function writeOut(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content)
  } catch (error) {
    throw new UsageError(`--out ${file} cannot be written: ${(error as Error).message}`, { cause: error })
  }
}
