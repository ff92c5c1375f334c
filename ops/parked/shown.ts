import type { Pause } from '../pauses/pause.ts'
import type { Pauses } from '../pauses/read-pauses.ts'
import type { HeldAggregate } from './holds.ts'

/** A held aggregate as the commands and the console show it. */
export interface ShownHold extends HeldAggregate {
  /** Who has paused its consumer, which releases nothing meanwhile; null while it runs. */
  readonly paused: Pause | null
  /** Seconds until something of it is lost. Null: never, because nothing that is parked expires. */
  readonly loss_in_seconds: null
}

export const shownHolds = (holds: readonly HeldAggregate[], pauses: Pauses): ShownHold[] =>
  holds.map((hold) => ({ ...hold, paused: pauses.get(hold.consumer) ?? null, loss_in_seconds: null }))

/** The pauses that stand in these rows. */
export const pausesIn = (holds: readonly ShownHold[]): Pauses =>
  new Map(holds.flatMap(({ consumer, paused }) => (paused ? [[consumer, paused]] : [])))
