import type { Pause } from '../pauses/pause.ts'
import type { PauseRecord } from '../pauses/pause-records.ts'
import { type HeldType, isNewPause, type ParkingNow } from '../status/consumer-status.ts'

/**
 * - `pausing`, `resuming`: requested, but not done yet. If that state stays, the command was killed and has to be run again.
 * - `off`: its event source is disabled, but not by these commands.
 * - `unpaused`: it is paused, but its event source delivers, because a deployment or somebody else has enabled it. Its function gives back
 *   what it gets; `consumers keep` disables the event source again.
 */
export type ConsumerState = 'running' | 'pausing' | 'paused' | 'draining' | 'resuming' | 'off' | 'unpaused'

/** One consumer, for people and for `--json`. */
export interface ConsumerRow {
  readonly consumer: string
  readonly state: ConsumerState
  readonly pause: Pause | null
  readonly waiting: number
  readonly in_flight: number
  readonly delayed: number
  /** Age of the oldest message, seconds; null where SQS reports none. */
  readonly oldest_seconds: number | null
  /** For a consumer that takes nothing: seconds until the queue deletes its oldest message; null where nothing can be lost. */
  readonly loss_in_seconds: number | null
  /** Event types that wait because nearly all of their messages fail for one cause. */
  readonly held: readonly HeldType[]
  /** Null for a consumer that does not park events. */
  readonly parking: ParkingNow | null
}

/** The state of a consumer, from its record and its event source. After a pause the two disagree for a few seconds. */
export function stateOf(record: PauseRecord | undefined, source: string, now: number): ConsumerState {
  const takesNothing = source === 'Disabled' || source === 'Disabling'
  if (!record) return takesNothing ? 'off' : 'running'
  if (record.intent === 'drain') return 'draining'
  if (record.intent === 'resume') return 'resuming'
  if (source === 'Disabled') return 'paused'
  return source === 'Disabling' || isNewPause(record, now) ? 'pausing' : 'unpaused'
}
