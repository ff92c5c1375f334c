import type { Pause } from '../pauses/pause.ts'

/** How urgent something is: nothing to do, worth watching, somebody has to act. */
export type Urgency = 'ok' | 'watch' | 'act'

export interface Judgement {
  readonly urgency: Urgency
  /** One line, which names the next step where there is one. */
  readonly says: string
}

/** Lambda takes up to a minute or so to switch an event source off. After this long it should have. */
const PAUSING_MS = 120_000

/** Whether the pause was asked for so recently that its event source may still deliver. @param now epoch milliseconds. */
export const isNewPause = ({ since }: Pick<Pause, 'since'>, now: number): boolean =>
  now - Date.parse(since) < PAUSING_MS

/** An event type that is held because nearly all of its messages fail for one cause: the others wait while single messages are tried. */
export interface HeldType {
  readonly type: string
  readonly cause: string
  /** ISO 8601 */
  readonly since: string
  /** ISO 8601: when the next message is tried; null while some are being tried. */
  readonly next_try: string | null
}

/** The events that a consumer has parked behind dead ones. */
export interface ParkingNow {
  /** Aggregates that are held. */
  readonly aggregates: number
  /** Aggregates with the declared limit of parked events: their further events wait in the queue. */
  readonly full: readonly string[]
  /** Whether the declared limit of held aggregates is reached: events of a further one wait in the queue. */
  readonly takes_no_more: boolean
}

/** Types that are held although the consumer runs. */
export interface HeldNow {
  /** Types that wait because nearly everything of them fails for one cause. */
  readonly types: readonly HeldType[]
  /** Null: the consumer does not park events, or this could not be read. */
  readonly parking: ParkingNow | null
}

/** One consumer. A value is null if it could not be read or is unknown. */
export interface ConsumerFigures {
  readonly consumer: string
  /**
   * `off`: its event source is switched off. `pausing`: it is on record as paused, and Lambda is still switching its event source off. `unpaused`: it
   * is on record as paused, and delivers. `missing`: it is not in this stack.
   */
  readonly state: 'running' | 'pausing' | 'paused' | 'unpaused' | 'off' | 'missing' | null
  readonly pause: Pause | null
  /** Messages that may be taken at once. */
  readonly waiting: number | null
  /** Messages that an invocation has in hand, or that wait for their next attempt. */
  readonly in_flight: number | null
  readonly delayed: number | null
  /** Whether its queue keeps the order of each aggregate. SQS finds groups among the first 120,000 messages of such a queue alone. */
  readonly is_fifo: boolean | null
  /** Age of the oldest message that is not done, seconds; 0 when there is none. */
  readonly lag_seconds: number | null
  /** How long its queue keeps a message. */
  readonly retention_seconds: number | null
  /** Messages that it settled per second, over the last minutes. */
  readonly done_per_second: number | null
  /** Share of failed attempts in the last minutes, 0 to 1; null if there were none. */
  readonly failure_ratio: number | null
  readonly attempts: number | null
  readonly dead_letters: number | null
  /** How long the oldest dead letter has lain there, seconds. */
  readonly oldest_dead_letter_seconds: number | null
  /**
   * Seconds until the queue may forget a dead letter, at the soonest. What SQS itself moved into a standard queue's
   * dead-letter queue keeps the time at which it was first sent, which nobody can see without receiving it.
   */
  readonly loss_in_seconds: number | null
  readonly breakers: readonly { readonly breaker: string; readonly state: string; readonly open_until: string | null }[]
  /** Null: could not be read. */
  readonly held: readonly HeldType[] | null
  readonly parking: ParkingNow | null
  /** ISO 8601 */
  readonly deployed_at: string | null
}

export interface ConsumerStatus extends ConsumerFigures, Judgement {}
