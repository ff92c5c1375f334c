import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { figuresOf } from '../declarations/figures.ts'
import type { CommitEnvironment } from '../effects/commit-units.ts'
import { atomic } from './atomic.ts'
import { GroupCommit } from './group-commit.ts'
import { lease } from './lease.ts'
import { unguarded } from './unguarded.ts'
import { uniqueKey } from './unique-key.ts'
import { versioned } from './versioned.ts'
import type { IdempotencyWay } from './way.ts'

export interface WayEnvironment extends CommitEnvironment {
  readonly processedTable: string
  /** Epoch milliseconds at which Lambda ends this function. */
  readonly functionEnd: number
}

/** A handler that is done waits this long for the others of its batch, so that they commit together. */
const LINGER_MS = 5

/** The declared way, for one invocation. */
export function openWay(declaration: ConsumerDeclaration, environment: WayEnvironment): IdempotencyWay {
  const ttlSeconds = figuresOf(declaration).dedupTtlSeconds
  switch (declaration.idempotency) {
    case 'atomic': {
      const settings = { deadline: environment.functionEnd, lingerMilliseconds: LINGER_MS }
      return atomic({ ...environment, ttlSeconds, groupCommit: new GroupCommit(environment, settings) })
    }
    case 'lease':
      return lease({ ...environment, ttlSeconds, ambiguousClaim: declaration.ambiguousClaim })
    case 'versioned':
      return versioned(environment)
    case 'unique-key':
      return uniqueKey(environment)
    case undefined:
      return unguarded(environment)
  }
}
