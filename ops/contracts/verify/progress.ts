import { readFile, rename, writeFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import { UsageError } from '../../terminal/usage-error.ts'
import { emptyTally, tally } from './tally.ts'

const isKey = (text: string): boolean => {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

const place = z.object({ cursor: z.optional(z.string().check(z.refine(isKey))), isDone: z.boolean() })

const progress = z.object({
  /** Of the event table: places of another one say nothing. */
  table: z.string(),
  /** One per segment. */
  places: z.array(place).check(z.minLength(1)),
  tally,
})

/** How far a verification has come in each segment, and what it has found. */
export type Progress = z.infer<typeof progress>
export type Place = z.infer<typeof place>

export const beginning = (table: string, segments: number): Progress => ({
  table,
  places: Array.from({ length: segments }, () => ({ isDone: false })),
  tally: emptyTally(),
})

/** Nothing when there is no such file. @throws {UsageError} for a file of something else, of another table, or a damaged one. */
export async function readProgress(path: string, table: string): Promise<Progress | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UsageError(`--checkpoint ${path} cannot be read: ${error.message}.`, { cause: error })
  })
  if (text === undefined) return undefined
  const read = progressIn(path, text)
  if (read.table === table) return read
  throw new UsageError(`${path} belongs to a verification of ${read.table}, not of ${table}. Name another file.`)
}

/** Of a verification that has read its table from end to end. @throws {UsageError} for anything else. */
export async function readFinished(path: string): Promise<Progress> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new UsageError(`--verified ${path} cannot be read: ${cause.message}.`, { cause })
  })
  const read = progressIn(path, text)
  if (read.places.every(({ isDone }) => isDone)) return read
  throw new UsageError(
    `The verification of ${path} has not come to its end. Go on with: ops contracts verify --checkpoint ${path}`,
  )
}

function progressIn(path: string, text: string): Progress {
  const parsed = progress.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  throw new UsageError(
    `${path} is not the checkpoint of a verification, or is damaged. Name another file, or delete it.`,
  )
}

/** Whole or not at all, even if the process ends in between. */
export async function writeProgress(path: string, progress: Progress): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(progress)}\n`)
  await rename(`${path}.new`, path)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
