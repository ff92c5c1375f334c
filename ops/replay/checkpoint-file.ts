import { readFile, rename, writeFile } from 'node:fs/promises'

/** Enough to go on with a replay on any machine. */
export interface ReplayCheckpoint {
  readonly replay_id: string
  readonly consumer: string
  readonly sent: number
  /** Event id up to which everything is sent. */
  readonly after?: string
}

/** Nothing when there is no such file. @throws {Error} for a file that is no checkpoint of this consumer. */
export async function readCheckpoint(path: string, consumer: string): Promise<ReplayCheckpoint | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const checkpoint = JSON.parse(text) as ReplayCheckpoint
  if (checkpoint.consumer !== consumer) {
    throw new Error(`${path} belongs to a replay to ${checkpoint.consumer}, not to ${consumer}.`)
  }
  return checkpoint
}

/** Whole or not at all, even if the process ends in between. */
export async function writeCheckpoint(path: string, checkpoint: ReplayCheckpoint): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(checkpoint)}\n`)
  await rename(`${path}.new`, path)
}
