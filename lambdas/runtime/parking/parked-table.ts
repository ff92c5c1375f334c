import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'
import type { ParkingLimits } from '../declarations/parking.ts'
import { commitEffects } from '../effects/commit.ts'
import type { CommitEnvironment } from '../effects/commit-units.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import { Refusal } from './refusal.ts'

export interface ParkingEnvironment extends CommitEnvironment {
  readonly table: string
  readonly consumer: string
  readonly limits: ParkingLimits
  /** Visibility timeout of the consumer's queue. Default: nothing is released here. */
  readonly visibilityTimeoutSeconds?: number
}

/** How often a write is decided again because somebody else has parked or released events of the same aggregate meanwhile. */
export const MAX_LOOKS = 8

/** @returns the write that was refused. @throws {TransientError} when the store does not answer. */
export async function tried(
  environment: ParkingEnvironment,
  writes: readonly StagedWrite[],
  signal?: AbortSignal,
): Promise<Refusal | undefined> {
  try {
    await commitEffects(environment, { writes: [...writes] }, [], { ...(signal && { signal }) })
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

export async function read({ dynamo, table }: ParkingEnvironment, Key: Item): Promise<Item | undefined> {
  return (await dynamo.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item
}
