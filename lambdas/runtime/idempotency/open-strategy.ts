import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { derivedLimits } from '../declarations/derived-limits.ts'
import type { CommitEnvironment } from '../effects/commit-units.ts'
import { atomic } from './atomic.ts'
import { GroupCommit } from './group-commit.ts'
import type { LeaseEnvironment } from './lease.ts'
import type { IdempotencyStrategy } from './strategy.ts'
import { unguarded } from './unguarded.ts'
import { uniqueKey } from './unique-key.ts'
import { versioned } from './versioned.ts'

export interface StrategyEnvironment extends CommitEnvironment {
  readonly processedTable: string
  /** Epoch milliseconds at which Lambda ends this function. */
  readonly functionEnd: number
}

/** A handler that is done waits this long for the others of its batch, so that they commit together. */
const LINGER_MS = 5
/** What is done outside takes longer, and not equally long. */
const LEASE_LINGER_MS = 20

/** The declared strategy, for one invocation. */
export function openStrategy(declaration: ConsumerDeclaration, environment: StrategyEnvironment): IdempotencyStrategy {
  const ttlSeconds = derivedLimits(declaration).dedupTtlSeconds
  const groupCommit = (lingerMs: number) =>
    new GroupCommit(environment, { deadline: environment.functionEnd, lingerMs })
  switch (declaration.idempotency) {
    case 'atomic':
      return atomic({ ...environment, ttlSeconds, groupCommit: groupCommit(LINGER_MS) })
    case 'lease':
      return lazyLease({
        ...environment,
        ttlSeconds,
        groupCommit: groupCommit(LEASE_LINGER_MS),
        ambiguousClaim: declaration.ambiguousClaim,
      })
    case 'versioned':
      return versioned(environment)
    case 'unique-key':
      return uniqueKey(environment)
    case undefined:
      return unguarded(environment)
  }
}

/** Few consumers have leases: the code of theirs is loaded with the first message of an invocation. */
function lazyLease(environment: LeaseEnvironment): IdempotencyStrategy {
  let loading: Promise<IdempotencyStrategy> | undefined
  return {
    process: async (unit) => {
      loading ??= import('./lease.ts').then(({ lease }) => lease(environment))
      return (await loading).process(unit)
    },
  }
}
