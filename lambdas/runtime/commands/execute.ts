import type { Aggregate } from '../aggregate/aggregate.ts'
import { type CausalMetadata, Effects, type EffectsEnvironment } from '../effects/effects.ts'
import type { EventStore } from '../event-store/event-store.ts'
import { DEFAULT_ATTEMPTS, retryOnConflict } from '../retry/retry-on-conflict.ts'
import type { Random } from '../system/random.ts'
import type { Timers } from '../system/timers.ts'
import { type Decided, decideAndAppend } from './decide-and-append.ts'

export interface ExecutionEnvironment {
  readonly effects: EffectsEnvironment
  readonly eventStore: EventStore
  readonly commit: (effects: Effects) => Promise<unknown>
  readonly timers: Timers
  readonly random: Random
}

/**
 * One command on one aggregate, from load to commit, for code outside the consumer and API runtimes (scripts, tests,
 * a monolith). If the stream has grown meanwhile, everything is done again.
 * @param attempts at most so many in all.
 * @throws {DomainError} when the command is refused.
 * @throws {ConflictError} when other writers were first every time.
 */
export const execute = <State, Command>(
  aggregate: Aggregate<State, Command>,
  id: string,
  command: Command,
  environment: ExecutionEnvironment,
  metadata: CausalMetadata,
  attempts = DEFAULT_ATTEMPTS,
): Promise<Decided<State>> =>
  retryOnConflict(
    async () => {
      const { eventStore, commit } = environment
      const effects = new Effects(environment.effects, metadata)
      const clock = environment.effects.clock
      const decided = await decideAndAppend(aggregate, id, command, { effects, eventStore, clock })
      if (decided.events.length > 0) await commit(effects)
      return decided
    },
    environment,
    attempts,
  )
