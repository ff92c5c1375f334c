import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../system/clock.ts'
import type { Random } from '../system/random.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { CircuitStore } from './circuit-store.ts'
import { type BreakerSettings, breakerDefaults } from './settings.ts'

export interface BreakersEnvironment {
  readonly clock: Clock
  readonly random: Random
  readonly dynamo: DynamoDBClient
  readonly breakerTable: string | undefined
}

/** The circuit breakers of one function, by the names of its declaration. */
export function createBreakers(
  consumer: string,
  names: readonly string[],
  { clock, random, dynamo, breakerTable }: BreakersEnvironment,
  settings: Readonly<Record<string, Partial<BreakerSettings>>> = {},
): ReadonlyMap<string, CircuitBreaker> {
  if (names.length > 0 && !breakerTable) {
    throw new Error(`Consumer "${consumer}" declares breakers, but BREAKER_TABLE is missing.`)
  }
  return new Map(
    names.map((name) => {
      const own = { ...breakerDefaults, ...settings[name] }
      const store = new CircuitStore(dynamo, breakerTable!, name, own)
      return [name, new CircuitBreaker({ name, settings: own, clock, random, store })]
    }),
  )
}
