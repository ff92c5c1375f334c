import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Scheduler } from 'fast-check'
import type { ConsumerFunction } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { Timers } from '../../../../lambdas/runtime/system/timers.ts'
import type { LocalDynamoDb } from '../../../../local/dynamodb/index.ts'
import { consumerKit, deliver, type TestClock } from '../../../support/consumer-kit.ts'
import type { orderCreatedEvent } from '../../../support/events.ts'
import { type Command, type SdkFate, sendWithFate } from '../../../support/simulated-sdk.ts'
import { consumerOf, type WayFixture } from './fixtures.ts'

/**
 * What happens at one DynamoDB call of a worker: a fate of the SDK's call, or
 * - `killed-before`, `killed-after`: the process dies, and the call was carried out or not.
 */
export type Fate = SdkFate | 'killed-before' | 'killed-after'

export interface Worker {
  /** Fate of its first calls; later ones are fine. */
  readonly fates: readonly Fate[]
  readonly receives: number
}

export interface World {
  readonly scheduler: Scheduler
  readonly database: LocalDynamoDb
  readonly clock: TestClock
  readonly event: ReturnType<typeof orderCreatedEvent>
  readonly fixture: Pick<WayFixture, 'idempotency' | 'uses' | 'handle'>
  newSeed(): number
}

/** Runs one delivery in a function of its own. @returns its outcome, or `killed`. */
export function runWorker(world: World, { fates, receives }: Worker): Promise<string> {
  const { promise: killed, resolve: kill } = Promise.withResolvers<string>()
  const client = simulatedClient(world, fates, () => kill('killed'))
  const kit = consumerKit({ client }, world.clock, world.newSeed())
  const environment = { ...kit.environment, timers: scheduledTimers(world.scheduler) }
  const handler: ConsumerFunction = consumerOf(world.fixture, { ...kit, environment })
  const delivered = deliver(handler, [{ of: world.event, receives }]).then(() => kit.outcomes[0]![0]!.outcome.kind)
  return Promise.race([delivered, killed])
}

/** DynamoDB in process; each request and each answer travels for as long as the scheduler likes. */
function simulatedClient({ scheduler, database }: World, fates: readonly Fate[], kill: () => void): DynamoDBClient {
  let call = 0
  let dead = false
  const never = new Promise<never>(() => {})
  const travel = async (what: string) => {
    await scheduler.schedule(Promise.resolve(), what)
  }
  const send = async (command: Command) => {
    if (dead) return never
    const fate = fates[call++] ?? 'fine'
    const operation = command.constructor.name.replace(/Command$/, '')
    const carryOut = () => database.call(operation, command.input)
    if (fate !== 'killed-before' && fate !== 'killed-after') return sendWithFate(fate, operation, carryOut, travel)
    await travel(`${operation} travels`)
    if (fate === 'killed-after') await carryOut().catch(() => {})
    dead = true
    kill()
    return never
  }
  return { send } as unknown as DynamoDBClient
}

/** Short waits last as long as the scheduler likes; the function's own deadline is never reached. */
const scheduledTimers = (scheduler: Scheduler): Timers => ({
  after(milliseconds, callback) {
    let cancelled = false
    if (milliseconds < 1000) {
      void scheduler.schedule(Promise.resolve(), 'wait').then(() => {
        if (!cancelled) callback()
      })
    }
    return () => {
      cancelled = true
    }
  },
})
