import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod/mini'
import { eventId } from '../../events/envelope.ts'
import { UsageError } from '../cli/usage-error.ts'
import { writeWhole } from '../cli/write-whole.ts'
import { isReplayId } from './options.ts'
import type { Selection } from './selection.ts'

const time = z.iso.datetime({ precision: 3 })
const count = z.int().check(z.nonnegative())

/** The file is checked as strictly as options: with a damaged position, a replay would send everything again, or nothing. */
const checkpointSchema = z.object({
  replay_id: z.string().check(z.refine(isReplayId)),
  consumer: z.string(),
  again: z.boolean(),
  selection: z.object({
    from: time,
    to: time,
    types: z.optional(z.array(z.string())),
    aggregate: z.optional(z.object({ type: z.string(), id: z.string(), fromSequence: count })),
  }),
  sent: count,
  after: z.optional(eventId),
})

/** Enough to go on with a replay on any machine. */
export interface ReplayCheckpoint {
  readonly replay_id: string
  readonly consumer: string
  readonly again: boolean
  readonly selection: Selection
  readonly sent: number
  /** Event id up to which everything is sent. */
  readonly after?: string
}

/** The present request. */
export interface Resumption {
  readonly consumer: string
  readonly again: boolean
  readonly selection: Selection
  /** Without `--to`, a resumed replay has the end of the first run, because later events were delivered live in the meantime. */
  readonly isEndGiven: boolean
}

/** @returns nothing if there is no such file. @throws {UsageError} for a file that is no checkpoint, or one of another replay. */
export async function readCheckpoint(path: string, resumption: Resumption): Promise<ReplayCheckpoint | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UsageError(`--checkpoint ${path} cannot be read: ${error.message}.`, { cause: error })
  })
  if (text === undefined) return undefined
  const checkpoint = parse(path, text)
  const { consumer, again, isEndGiven } = resumption
  const refuse = (known: string, asked: string): never => {
    throw new UsageError(`${path} belongs to a replay ${known}, not ${asked}. Give the same options, or another file.`)
  }
  if (checkpoint.consumer !== consumer) refuse(`to ${checkpoint.consumer}`, `to ${consumer}`)
  if (checkpoint.again !== again) refuse(`${checkpoint.again ? 'with' : 'without'} --again`, again ? 'with' : 'without')
  const selection = isEndGiven ? resumption.selection : { ...resumption.selection, to: checkpoint.selection.to }
  const [known, asked] = [checkpoint.selection, selection].map(comparable)
  if (!isDeepStrictEqual(known, asked)) refuse(`of ${JSON.stringify(known)}`, JSON.stringify(asked))
  return checkpoint
}

/** The order in which types were named says nothing. */
const comparable = ({ types, ...selection }: Selection): unknown =>
  JSON.parse(JSON.stringify({ ...selection, ...(types && { types: types.toSorted() }) }))

function parse(path: string, text: string): ReplayCheckpoint {
  try {
    return checkpointSchema.parse(JSON.parse(text)) as ReplayCheckpoint
  } catch (cause) {
    throw new UsageError(
      `${path} is not the checkpoint of a replay, or is damaged. Go on with --replay-id and --after, or name another file.`,
      { cause },
    )
  }
}

export const writeCheckpoint = (path: string, checkpoint: ReplayCheckpoint): Promise<void> =>
  writeWhole(path, `${JSON.stringify(checkpoint)}\n`)
