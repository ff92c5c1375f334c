import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { ItemAddress } from '../aws/item-reader.ts'
import type { FinalFailure } from '../dead-letter/final-failure.ts'

/** An event on its way into the parking, or out of it. */
export interface ParkedEvent {
  /** FIFO group of the event: the aggregate's id. */
  readonly group: string
  /** Its place in the aggregate: the event's sequence; 0 for a body that states none. */
  readonly position: number
  /** `event_id`; the SQS message id of what has none. */
  readonly id: string
  /** Set when a replay shall take effect again: that copy is another event to this consumer. */
  readonly scope?: string | undefined
  readonly type: string | undefined
  readonly body: string
  /** Epoch milliseconds at which the source queue got it; 0 if unknown. */
  readonly sentAt: number
}

/** What is known of one aggregate that is held. */
export interface Hold {
  /** Everything from this place on waits; what comes before it is not behind the head. */
  readonly headPosition: number
  /** Epoch milliseconds at which somebody had seen that it is held; absent while nobody has said so. */
  readonly seenAt: number | undefined
}

/** What the messages of a batch may be told before any of them runs. */
export interface ParkingAnswer {
  holdOf(group: string): Hold | undefined
  /**
   * Whether the event of this idempotency key was done, skipped or replaced. Asked of all events while something is held, else of
   * those alone about which a person may have decided lately.
   */
  isSettled(idempotencyKey: string): boolean
}

export const nothingHeld: ParkingAnswer = { holdOf: () => undefined, isSettled: () => false }

export interface ParkingQuestion {
  readonly group: string
  /** Absent for a body that is no message. */
  readonly idempotencyKey: string | undefined
}

/**
 * - `parked`: it is kept, in its place. `settleSeconds`: its message must stay in the queue that long, until every
 *   instance must have heard of the hold.
 * - `not-behind`: the aggregate is not held, or the event comes before its head: it runs.
 * - `full`: as many are parked as were declared: it stays in its queue.
 */
export type ParkResult =
  | { readonly kind: 'parked'; readonly settleSeconds: number }
  | { readonly kind: 'not-behind' }
  | { readonly kind: 'full' }

/** Conditions of a lease, as the wake-up that asks for it states them. */
export interface LeaseConditions {
  /** Token of an automatic wake-up; if the hold has another token, a newer wake-up was sent and this one is ignored. Default: sent by a person. */
  readonly token?: string
  /** Whether a person wants the head alone tried, and decides about the rest after that. Default: false. */
  readonly onlyHead?: boolean
  /** Place of the head that the person saw: if another event is the head by now, no lease is taken. Default: any head. */
  readonly position?: number
}

/** The right to run what is parked of one aggregate, for the rest of one invocation. */
export interface ReleaseLease {
  /** Times that a function has ended while it released this head, without an orderly end of the lease; 0 after each {@link remove}. */
  readonly crashes: number
  /** The head. @throws when the store does not answer. */
  next(): Promise<ParkedEvent | undefined>
  /**
   * Takes away the head, whose effect has happened; the next one is the head then. With the last one the hold ends, as it does
   * when nothing is parked any more.
   * @returns whether anything is left. @throws {DeferredError} `RELEASED_ELSEWHERE` when the lease is lost.
   */
  remove(event: ParkedEvent | undefined): Promise<'held' | 'live'>
  /**
   * The head has failed for good: it stays, with this cause, and the lease ends. Where an earlier event has died meanwhile, that one is
   * the head, and its cause stays. @throws when the store does not answer.
   */
  fail(event: ParkedEvent, finalFailure: FinalFailure): Promise<void>
  /**
   * Ends the lease; what is parked stays. Best effort: it ends by itself with its function. An earlier event that has died meanwhile
   * keeps the time of its own next try.
   * @param next `person`: nothing is tried again by itself. A number: its wake-up comes back after so many seconds.
   */
  leave(next: 'person' | number): Promise<void>
}

/** An item that another read has returned, so that it need not be read again. */
export interface BroughtAlong {
  readonly item: Readonly<Record<string, AttributeValue>> | undefined
  /** Epoch milliseconds before it was asked for. */
  readonly askedAt: number
}

/**
 * The events that one consumer holds back, by aggregate, each in its place. A `signal` says when the function has to answer: what it has not
 * written by then it must not write any more, because others may have done the event since.
 */
export interface Parking {
  /** Address of the item that another read should return as well; undefined while the last answer still counts. */
  summary(): ItemAddress | undefined
  /** Whether the last answer, which still counts, was that nothing is held and nothing decided: then nobody needs to ask. */
  isQuiet(): boolean
  /**
   * Asked once per batch, before anything of it runs. As long as nothing is held, at most one read of one item, and none within a second
   * after the last one; one more for an event about which a person has decided lately.
   * @throws when the store does not answer: then nothing may run.
   */
  look(questions: readonly ParkingQuestion[], broughtAlong?: BroughtAlong): Promise<ParkingAnswer>
  /** Keeps an event that stands behind a head. @param evenIfFull beyond the declared limit. @throws when the store does not answer. */
  park(event: ParkedEvent, held: Hold, evenIfFull: boolean, signal?: AbortSignal): Promise<ParkResult>
  /**
   * Keeps an event that has died as a head: from now on its aggregate is held.
   * @param evenIfFull beyond the declared limit. @throws when the store does not answer.
   */
  hold(event: ParkedEvent, finalFailure: FinalFailure, evenIfFull: boolean, signal?: AbortSignal): Promise<ParkResult>
  /**
   * @param until epoch milliseconds at which the function that releases has certainly ended.
   * @returns `live` when nothing of it is held, `superseded` when that wake-up counts no more, or how long somebody else may still
   * be releasing it.
   */
  takeLease(
    group: string,
    until: number,
    conditions?: LeaseConditions,
    signal?: AbortSignal,
  ): Promise<ReleaseLease | 'live' | 'superseded' | { readonly busySeconds: number }>
}
