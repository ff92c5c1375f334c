import type { HeldType, ParkingNow, Pause } from '../status/consumer-status.ts'
import type { PauseRecord } from './pause-records.ts'

/**
 * - `pausing`, `resuming`: asked for, and not yet so; if nothing goes on, the tool that did it was killed: run it again.
 * - `off`: its event source is disabled, and nobody has said so with these commands.
 * - `unpaused`: it is to be paused, and its event source delivers: a deployment or somebody else has enabled it. `consumers keep`
 *   pauses it again.
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
  /** Age of the oldest message, seconds; null where SQS has not told. */
  readonly oldest_seconds: number | null
  /** Of a consumer that takes nothing: seconds until the queue forgets its oldest message; null where nothing can be lost. */
  readonly loss_in_seconds: number | null
  /** Types that wait because nearly everything of them fails for one cause. */
  readonly held: readonly HeldType[]
  /** Null: it does not park. */
  readonly parking: ParkingNow | null
}

/** What a record and the state of the event source say together. Between the two, a pause takes a few seconds. */
export function stateOf(record: PauseRecord | undefined, source: string, now: number): ConsumerState {
  const takesNothing = source === 'Disabled' || source === 'Disabling'
  if (!record) return takesNothing ? 'off' : 'running'
  if (record.intent === 'drain') return 'draining'
  if (record.intent === 'resume') return 'resuming'
  if (source === 'Disabled') return 'paused'
  const isNew = now - Date.parse(record.since) < PAUSING_MS
  return source === 'Disabling' || isNew ? 'pausing' : 'unpaused'
}

const PAUSING_MS = 120_000

export const pauseOf = ({ by, since, reason }: PauseRecord): Pause => ({ by, since, reason })
