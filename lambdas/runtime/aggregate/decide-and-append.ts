import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Effects } from '../effects/effects.ts'
import type { EventStore, Loaded } from '../event-store/event-store.ts'
import type { Clock } from '../system/clock.ts'
import type { Aggregate } from './aggregate.ts'

export interface Decided<State> {
  /** As it is once the effects are committed. */
  readonly state: State
  readonly sequence: number
  /** The staged events; none if the command changed nothing. */
  readonly events: readonly EventEnvelope[]
}

interface Staging {
  readonly effects: Effects
  readonly clock: Clock
}

/**
 * Loads, decides, and stages the events: the unit of work commits them, or conflicts if the stream has grown meanwhile.
 * For use within a consumer's handler or an API operation, where the runtime commits and, on a conflict, runs all again.
 * Once per stream and unit of work: what is only staged is not loaded.
 * @throws {DomainError} when the command is refused.
 */
export async function decideAndAppend<State, Command>(
  aggregate: Aggregate<State, Command>,
  id: string,
  command: Command,
  context: Staging & { readonly eventStore: EventStore },
): Promise<Decided<State>> {
  return stage(aggregate, id, command, await context.eventStore.load(aggregate, id), context)
}

/**
 * The same for a stream that nobody can have written yet (its id was made for this command): saves the read.
 * If it exists nevertheless, the commit conflicts.
 */
export const decideAndAppendNew = <State, Command>(
  aggregate: Aggregate<State, Command>,
  id: string,
  command: Command,
  context: Staging,
): Decided<State> => stage(aggregate, id, command, { state: aggregate.initial, sequence: 0 }, context)

function stage<State, Command>(
  aggregate: Aggregate<State, Command>,
  id: string,
  command: Command,
  loaded: Loaded<State>,
  { effects, clock }: Staging,
): Decided<State> {
  const drafts = aggregate.decide(command, loaded.state, { now: clock.now() })
  const events = effects.append(
    { aggregateId: id, after: loaded.sequence, ...(loaded.latest !== undefined && { latest: loaded.latest }) },
    drafts,
  )
  return {
    state: events.reduce((state, event) => aggregate.evolve(state, event), loaded.state),
    sequence: loaded.sequence + events.length,
    events,
  }
}
