import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { derivedLimits } from '../declarations/derived-limits.ts'
import type { CommitEnvironment } from '../effects/commit-units.ts'
import { atomic } from './atomic.ts'
import { GroupCommit } from './group-commit.ts'
import type { IdempotencyStrategy } from './strategy.ts'
import { unguarded } from './unguarded.ts'
import { uniqueKey } from './unique-key.ts'
import { versioned } from './versioned.ts'

export interface StrategyEnvironment extends CommitEnvironment {
  readonly processedTable: string
  /** Epoch milliseconds at which Lambda ends this function. */
  readonly functionEnd: number
  /** Aborted shortly before that, because a later write may come after another function has handled the message. Default: never. */
  readonly signal?: AbortSignal
}

/** A handler that is done waits this long for the others of its batch, so that they commit together. */
const LINGER_MS = 5
/** The same for consumers with outside effects, which take longer and differ more in time, so the wait is longer, too. */
const LEASE_LINGER_MS = 20

/** The declared strategy, for one invocation. */
export function openStrategy(declaration: ConsumerDeclaration, environment: StrategyEnvironment): IdempotencyStrategy {
  const ttlSeconds = derivedLimits(declaration).dedupTtlSeconds
  const { functionEnd, signal } = environment
  const options = { deadline: functionEnd, ...(signal && { signal }) }
  const groupCommit = (lingerMs: number) => new GroupCommit(environment, { ...options, lingerMs })
  switch (declaration.idempotency) {
    case 'atomic':
      return atomic({ ...environment, ttlSeconds, groupCommit: groupCommit(LINGER_MS) })
    case 'lease': {
      const { ambiguousClaim } = declaration
      const leasing = { ...environment, ttlSeconds, groupCommit: groupCommit(LEASE_LINGER_MS), ambiguousClaim }
      return onDemand(() => import('./lease.ts').then(({ lease }) => lease(leasing)))
    }
    case 'versioned':
    case 'unique-key':
      if (statesMessages(declaration)) {
        return onDemand(() =>
          import('./guarded-unit.ts').then(({ guardedUnits }) => guardedUnits(groupCommit(LINGER_MS))),
        )
      }
      return declaration.idempotency === 'versioned' ? versioned(environment, options) : uniqueKey(environment, options)
    case undefined:
      return unguarded(environment, options)
  }
}

const statesMessages = ({ uses }: ConsumerDeclaration): boolean =>
  uses.commands === true || uses.eventStore === 'append'

/** Loads the code of a strategy that few consumers declare, with the first message of an invocation. */
function onDemand(load: () => Promise<IdempotencyStrategy>): IdempotencyStrategy {
  let loading: Promise<IdempotencyStrategy> | undefined
  return {
    process: async (unit) => {
      loading ??= load()
      return (await loading).process(unit)
    },
  }
}
