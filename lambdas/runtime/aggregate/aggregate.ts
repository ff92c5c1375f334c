import type { EventDefinition, EventOf } from '../../../events/define-event.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import type { EventDraft } from './event-draft.ts'

/** The inputs of a decision besides command and state. */
export interface DecisionContext {
  /** Epoch milliseconds. */
  readonly now: number
}

export interface StreamKind {
  /** Kind of aggregate, e.g. `order`; together with an id it names one stream. */
  readonly type: string
  /** Every event type that may stand in such a stream, by name. */
  readonly events: ReadonlyMap<string, EventDefinition>
}

/**
 * A consistency boundary as two pure functions. `decide` says what has happened because of a command, `evolve` what
 * that means for the state. Neither reads a clock, makes an id, or calls anything.
 */
export interface Aggregate<State, Command> extends StreamKind {
  /** Shape of `State`: raise it whenever the shape or `evolve` changes, and stored snapshots are thrown away. */
  readonly stateVersion: number
  /** Events after which a new snapshot is written; infinite where there are none. */
  readonly snapshotEvery: number
  /** State before the first event. Plain JSON, as every state: it is stored as such in snapshots. */
  readonly initial: State
  /**
   * @returns the events to append, in order; none when the command changes nothing.
   * @throws {DomainError} when the command is refused.
   */
  decide(command: Command, state: State, context: DecisionContext): readonly EventDraft[]
  evolve(state: State, event: EventEnvelope): State
}

/** The part of an aggregate that is enough for a tool which only reads streams. */
export type StoredAggregate = Pick<
  Aggregate<unknown, never>,
  'type' | 'events' | 'initial' | 'evolve' | 'snapshotEvery'
>

export interface AggregateOptions<State, Command, Events extends readonly EventDefinition[]> {
  readonly type: string
  readonly events: Events
  readonly stateVersion: number
  /**
   * Events after which a new snapshot is written, a whole number from 1. Default 100. `never` for streams that stay
   * short: loading one is a single read then.
   */
  readonly snapshotEvery?: number | 'never'
  readonly initial: State
  readonly decide: (command: Command, state: State, context: DecisionContext) => readonly EventDraft[]
  readonly evolve: (state: State, event: EventOf<Events[number]>) => State
}

const DEFAULT_SNAPSHOT_EVERY = 100

/** @throws {Error} if an event type belongs to another aggregate, or a number is not a positive whole one. */
// @__NO_SIDE_EFFECTS__ Bundles leave out the aggregates that they do not use.
export function defineAggregate<State, Command, const Events extends readonly EventDefinition[]>(
  options: AggregateOptions<State, Command, Events>,
): Aggregate<State, Command> {
  const { type, events, stateVersion, initial, decide, evolve } = options
  const { snapshotEvery = DEFAULT_SNAPSHOT_EVERY } = options
  const stranger = events.find((event) => event.aggregate !== type)
  if (stranger) throw new Error(`Aggregate "${type}": ${stranger.type} belongs to aggregate "${stranger.aggregate}".`)
  for (const [name, value] of Object.entries({ stateVersion, snapshotEvery })) {
    if (value === 'never') continue
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(`Aggregate "${type}": ${name} is ${value}, allowed are whole numbers from 1.`)
    }
  }
  return {
    type,
    events: new Map(events.map((event) => [event.type, event])),
    stateVersion,
    snapshotEvery: snapshotEvery === 'never' ? Number.POSITIVE_INFINITY : snapshotEvery,
    initial,
    decide,
    evolve: (state, event) => evolve(state, event as EventOf<Events[number]>),
  }
}
