import { readFile, rename, writeFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod/mini'
import type { Selection } from './selection.ts'

const checkpointSchema = z.object({
  replay_id: z.string(),
  consumer: z.string(),
  again: z.boolean(),
  selection: z.object({
    from: z.string(),
    to: z.string(),
    types: z.optional(z.array(z.string())),
    aggregate: z.optional(z.object({ type: z.string(), id: z.string(), fromSequence: z.number() })),
  }),
  sent: z.number(),
  after: z.optional(z.string()),
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

/** What is asked for now. */
export interface Resumption {
  readonly consumer: string
  readonly again: boolean
  readonly selection: Selection
  /** Without `--to`, a replay that goes on ends where it would have ended: what came later was delivered meanwhile. */
  readonly isEndGiven: boolean
}

/** Nothing when there is no such file. @throws {Error} for a file that is no checkpoint, or one of another replay. */
export async function readCheckpoint(path: string, resumption: Resumption): Promise<ReplayCheckpoint | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const checkpoint = parse(path, text)
  const { consumer, again, isEndGiven } = resumption
  const refuse = (known: string, asked: string): never => {
    throw new Error(`${path} belongs to a replay ${known}, not ${asked}. Give the same options, or another file.`)
  }
  if (checkpoint.consumer !== consumer) refuse(`to ${checkpoint.consumer}`, `to ${consumer}`)
  if (checkpoint.again !== again) refuse(`${checkpoint.again ? 'with' : 'without'} --again`, again ? 'with' : 'without')
  const selection = isEndGiven ? resumption.selection : { ...resumption.selection, to: checkpoint.selection.to }
  const [known, asked] = [checkpoint.selection, selection].map((one) => JSON.parse(JSON.stringify(one)) as unknown)
  if (!isDeepStrictEqual(known, asked)) refuse(`of ${JSON.stringify(known)}`, JSON.stringify(asked))
  return checkpoint
}

function parse(path: string, text: string): ReplayCheckpoint {
  try {
    return checkpointSchema.parse(JSON.parse(text)) as ReplayCheckpoint
  } catch (cause) {
    throw new Error(`${path} is no checkpoint of a replay.`, { cause })
  }
}

/** Whole or not at all, even if the process ends in between. */
export async function writeCheckpoint(path: string, checkpoint: ReplayCheckpoint): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(checkpoint)}\n`)
  await rename(`${path}.new`, path)
}
