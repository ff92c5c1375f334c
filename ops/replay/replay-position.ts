import { UsageError } from '../cli/usage-error.ts'
import { readCheckpoint } from './checkpoint-file.ts'
import type { Asked, ReplayOptions } from './options.ts'
import type { Selection } from './selection.ts'

/** Where a replay begins: at the beginning, or where an earlier run of it ended. */
export interface ReplayPosition {
  readonly selection: Selection
  /** False: no end was given, so the message on how to resume has to name the end. */
  readonly isEndGiven: boolean
  /** Id of the replay that is continued; a new one has none yet. */
  readonly replayId: string | undefined
  /** Event id up to which everything is sent. */
  readonly after: string | undefined
  /** Events that earlier runs have sent. */
  readonly sent: number
}

type PlaceOptions = Pick<ReplayOptions, 'again' | 'checkpoint' | 'after' | 'replayId'>

/** @throws {UsageError} for a file that is not the checkpoint of this replay, or if the file and an option name different positions. */
export async function replayPositionOf(
  consumer: string,
  { selection, isEndGiven }: Asked,
  { again = false, checkpoint, after, replayId }: PlaceOptions,
): Promise<ReplayPosition> {
  const known = checkpoint ? await readCheckpoint(checkpoint, { consumer, again, selection, isEndGiven }) : undefined
  if (!known) return { selection, isEndGiven, replayId, after, sent: 0 }
  const twice = after !== undefined ? '--after' : replayId !== undefined ? '--replay-id' : undefined
  if (twice) throw new UsageError(`${checkpoint} says where to go on, so ${twice} does not go with it.`)
  return { selection: known.selection, isEndGiven, replayId: known.replay_id, after: known.after, sent: known.sent }
}
