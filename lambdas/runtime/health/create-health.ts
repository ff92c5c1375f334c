import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { Clock } from '../system/clock.ts'
import type { Random } from '../system/random.ts'
import { type ConsumerHealth, unwatched } from './consumer-health.ts'
import type { HealthGuard } from './health-guard.ts'
import { Tallies } from './tally.ts'

export interface HealthEnvironment {
  readonly clock: Clock
  readonly random: Random
  readonly dynamo: DynamoDBClient
  /** Absent: nothing is shared, and every failure is a failure like any other. */
  readonly healthTable: string | undefined
}

/** A probe without an outcome after this time has died. It is longer than any invocation. */
const MARGIN_SECONDS = 5

/**
 * The health of one consumer. Its code is loaded with the first message that fails or comes again; until then a count in
 * memory is all that it does.
 */
export function createHealth(
  { name, systemicFailure: policy, delivery: guarantee, timeoutSeconds }: ConsumerDeclaration,
  { clock, random, dynamo, healthTable: table }: HealthEnvironment,
): ConsumerHealth {
  // With delivery at most once a message has left the queue before it is handled, so it cannot wait.
  if (!policy || table === undefined || guarantee === 'at-most-once') return unwatched
  const tallies = new Tallies()
  const roundSeconds = timeoutSeconds + MARGIN_SECONDS
  let loaded: HealthGuard | undefined
  let loading: Promise<HealthGuard> | undefined
  const guard = (): Promise<HealthGuard> => {
    loading ??= import('./health-guard.ts').then((module) => {
      loaded = new module.HealthGuard({ clock, random, dynamo, table, consumer: name, policy, roundSeconds, tallies })
      return loaded
    })
    return loading
  }
  return {
    guard,
    admit(delivery, type) {
      tallies.started(type, delivery, clock.now())
      // A first delivery goes on where nothing is known to be held: if its type is, it fails, and then that is known.
      if (delivery.receiveCount === 1 && !loaded?.knowsHeld(type)) return undefined
      return guard().then((one) => one.admit(delivery, type))
    },
    passed(delivery, type) {
      tallies.handled(type, clock.now())
      return loaded?.passed(delivery, type)
    },
    undecided: (delivery, type) => loaded?.undecided(delivery, type),
    ended: (delivery, type) => tallies.ended(type, delivery),
    failed: async (failure) => (await guard()).failed(failure),
  }
}
