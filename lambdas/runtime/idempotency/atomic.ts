import type { Clock } from '../system/clock.ts'
import type { GroupCommit } from './group-commit.ts'
import { AlreadyProcessed, marker } from './marker.ts'
import type { IdempotencyStrategy } from './strategy.ts'

export interface AtomicEnvironment {
  readonly clock: Clock
  readonly processedTable: string
  readonly ttlSeconds: number
  readonly groupCommit: GroupCommit
}

/** Marker and effects in one transaction: both or neither, whatever crashes in between. */
export const atomic = ({ clock, processedTable, ttlSeconds, groupCommit }: AtomicEnvironment): IdempotencyStrategy => ({
  async process({ key, handle }) {
    try {
      await groupCommit.commit(async () => {
        const { writes } = await handle()
        return { writes: [marker(processedTable, key, clock.now(), ttlSeconds), ...writes] }
      })
      return 'processed'
    } catch (error) {
      if (error instanceof AlreadyProcessed) return 'duplicate'
      throw error
    }
  },
})
