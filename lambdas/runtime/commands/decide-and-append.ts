import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Aggregate } from '../aggregate/aggregate.ts'
import { isDomainError } from '../aggregate/domain-error.ts'
import type { EventDraft } from '../aggregate/event-draft.ts'
import type { Effects } from '../effects/effects.ts'
import type { Loaded, StreamReader } from '../event-store/event-store.ts'
import type { Clock } from '../system/clock.ts'

export interface Decided<State> {
  /** State of the aggregate once the effects are committed. */
  readonly state: State
  readonly sequence: number
  /** The staged events; none if the command changed nothing. */
  readonly events: readonly EventEnvelope[]
}

interface Staging {
  readonly effects: Effects
  readonly clock: Clock
}

interface Loading extends Staging {
  readonly eventStore: StreamReader
  readonly signal?: AbortSignal
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
  context: Loading,
): Promise<Decided<State>> {
  const { signal } = context
  return stage(aggregate, id, command, await context.eventStore.load(aggregate, id, signal ? { signal } : {}), context)
}

/**
 * The same for a stream whose second event is most often being decided: reads only the first, together with the other
 * messages of the batch. What is appended after it is refused if there is more already, and then, as for a decision that
 * appends nothing and so is guarded by nothing, the whole stream is loaded.
 * @throws {DomainError} when the command is refused.
 */
export async function decideAndAppendSecond<State, Command>(
  aggregate: Aggregate<State, Command>,
  id: string,
  command: Command,
  context: Loading & { readonly wasOvertaken: boolean },
): Promise<Decided<State>> {
  const first = context.wasOvertaken ? undefined : await context.eventStore.first(aggregate, id, context.signal)
  if (first) {
    const begun = {
      state: aggregate.evolve(aggregate.initial, first),
      sequence: first.sequence,
      latest: first.timestamp,
    }
    const drafts = draftsUnlessRefused(aggregate, command, begun.state, context)
    if (drafts.length > 0) return append(aggregate, id, drafts, begun, context)
  }
  return decideAndAppend(aggregate, id, command, context)
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

const stage = <State, Command>(
  aggregate: Aggregate<State, Command>,
  id: string,
  command: Command,
  loaded: Loaded<State>,
  context: Staging,
): Decided<State> =>
  append(aggregate, id, aggregate.decide(command, loaded.state, { now: context.clock.now() }), loaded, context)

function draftsUnlessRefused<State, Command>(
  aggregate: Aggregate<State, Command>,
  command: Command,
  state: State,
  { clock }: Staging,
): readonly EventDraft[] {
  try {
    return aggregate.decide(command, state, { now: clock.now() })
  } catch (error) {
    if (isDomainError(error)) return []
    throw error
  }
}

function append<State, Command>(
  aggregate: Aggregate<State, Command>,
  id: string,
  drafts: readonly EventDraft[],
  loaded: Loaded<State>,
  { effects }: Staging,
): Decided<State> {
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
