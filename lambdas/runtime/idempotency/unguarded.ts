import { commitEffects } from '../effects/commit.ts'
import type { CommitEnvironment, CommitOptions } from '../effects/commit-units.ts'
import type { IdempotencyStrategy } from './strategy.ts'

/** Commits without a marker, so an event that comes twice has its effect twice. For `at-least-once` and `at-most-once` delivery. */
export const unguarded = (environment: CommitEnvironment, options: CommitOptions = {}): IdempotencyStrategy => ({
  async process({ handle }) {
    await commitEffects(environment, await handle(), [], options)
    return 'processed'
  },
})
