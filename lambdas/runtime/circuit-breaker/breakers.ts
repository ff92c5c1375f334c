import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../system/clock.ts'
import type { Random } from '../system/random.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { CircuitStore } from './circuit-store.ts'
import { type BreakerSettings, breakerSettings } from './settings.ts'

export interface BreakersEnvironment {
  readonly clock: Clock
  readonly random: Random
  readonly dynamo: DynamoDBClient
  readonly breakerTable: string | undefined
}

/** The breaker of one downstream, its state shared through the table. */
export function createBreaker(
  name: string,
  { clock, random, dynamo, breakerTable = '' }: BreakersEnvironment,
  changes?: Partial<BreakerSettings>,
): CircuitBreaker {
  const settings = breakerSettings(name, changes)
  const store = new CircuitStore(dynamo, breakerTable, name, settings)
  return new CircuitBreaker({ name, settings, clock, random, store })
}
