import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import { UsageError } from '../../cli/usage-error.ts'
import { writeWhole } from '../../cli/write-whole.ts'
import { emptyTally, tally } from './tally.ts'

/** Key of an item in the event table. */
const key = z.strictObject({ pk: z.object({ S: z.string() }), sk: z.object({ N: z.string() }) })
export type EventKey = z.infer<typeof key>

const isKey = (text: string): boolean => key.safeParse(jsonOf(text)).success

const place = z.object({ cursor: z.optional(z.string().check(z.refine(isKey))), isDone: z.boolean() })

const progress = z.object({
  /** Name of the event table: places in another table would mean nothing. */
  table: z.string(),
  /** Digest of the code that judges: see {@link file://./code-digest.ts}. Absent in files of before it was kept. */
  code: z.optional(z.string()),
  /** When it began, UTC: what was stored since may stand where it has read already. Absent in files of before it was kept. */
  begunAt: z.optional(z.iso.datetime()),
  /** One per segment. */
  places: z.array(place).check(z.minLength(1)),
  tally,
})

/** How far a verification has come in each segment, and what it has found. */
export type Progress = z.infer<typeof progress>
export type Place = z.infer<typeof place>

/** The last item that was judged in a segment: all before it in its stream were judged, too. */
export const keyOf = (cursor: string): EventKey => key.parse(JSON.parse(cursor))

/**
 * @param code see {@link file://./code-digest.ts}; needed, as the time is, by those who keep it in a file.
 * @param begunAt ISO 8601, UTC.
 */
export const beginning = (table: string, segments: number, code?: string, begunAt?: string): Progress => ({
  table,
  ...(code !== undefined && { code }),
  ...(begunAt !== undefined && { begunAt }),
  places: Array.from({ length: segments }, () => ({ isDone: false })),
  tally: emptyTally(),
})

/**
 * @returns undefined if there is no such file.
 * @throws {UsageError} for a file of something else, of another table, of a run that was begun by other code, or a damaged one.
 */
export async function readProgress(path: string, table: string, code: string): Promise<Progress | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UsageError(`--checkpoint ${path} cannot be read: ${error.message}.`, { cause: error })
  })
  if (text === undefined) return undefined
  const read = progressIn(path, text)
  if (read.table !== table) {
    throw new UsageError(`${path} belongs to a verification of ${read.table}, not of ${table}. Name another file.`)
  }
  if (read.code !== undefined && read.code !== code) {
    throw new UsageError(
      `${path} belongs to a verification by other code: files of events/ or lambdas/ have changed since, so what it found says nothing of today's. Name another file.`,
    )
  }
  return read
}

/** Reads the file of a verification that has read its table from end to end. @throws {UsageError} for anything else. */
export async function readFinished(path: string): Promise<Progress> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new UsageError(`--verified ${path} cannot be read: ${cause.message}.`, { cause })
  })
  const read = progressIn(path, text)
  if (isFinished(read)) return read
  throw new UsageError(
    `The verification of ${path} is not finished. Go on with: ops contracts verify --checkpoint ${path}`,
  )
}

export const isFinished = ({ places }: Progress): boolean => places.every(({ isDone }) => isDone)

function progressIn(path: string, text: string): Progress {
  const parsed = progress.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  throw new UsageError(
    `${path} is not the checkpoint of a verification, or is damaged. Name another file, or delete it.`,
  )
}

export const writeProgress = (path: string, progress: Progress): Promise<void> =>
  writeWhole(path, `${JSON.stringify(progress)}\n`)

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
