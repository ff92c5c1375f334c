import type { PauseRecord } from './pause-records.ts'

/** A pause that an operator has requested. */
export interface Pause {
  readonly by: string
  /** ISO 8601 */
  readonly since: string
  readonly reason: string
}

export const pauseOf = ({ by, since, reason }: PauseRecord): Pause => ({ by, since, reason })
