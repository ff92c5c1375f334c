import { setTimeout as delay } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { readHolds } from '../../ops/parked/holds.ts'
import { wakeUp } from '../../ops/parked/release.ts'
import { localClientSettings } from '../local-client.ts'
import type { ConsumerQueues } from './consumers.ts'
import { isPoisonGroup } from './poison.ts'
import { type Random, seededRandom } from './random.ts'
import type { Endpoint } from './world.ts'

export interface Operators {
  /** Releases that were asked for. */
  readonly releases: () => number
  /** @returns the refusals that they met. */
  stop(): Promise<readonly string[]>
}

/** Two, who know nothing of each other. */
const OPERATORS = ['ada', 'ben']
const MOST_PAUSE_MS = 1_500
/** This part of the releases tries the head alone. */
const ONLY_HEAD = 0.3

/**
 * People who release what is held while everything is under way, at random moments, the same aggregate at once as well: what they
 * may not do is bring anything out of order. Malformed messages are left to lie.
 */
export function startOperators(
  { url, outputs }: Endpoint,
  consumers: readonly ConsumerQueues[],
  seed: number,
): Operators {
  const clients = { dynamo: new DynamoDBClient(localClientSettings(url)), sqs: new SQSClient(localClientSettings(url)) }
  const holding = consumers.filter(({ holds }) => holds)
  const queueUrlOf = (consumer: string) => holding.find((one) => one.consumer === consumer)?.queueUrl ?? ''
  const environment = { ...clients, tables: { parked: outputs.ParkedTableName ?? '' }, queueUrlOf }
  const end = new AbortController()
  const refusals: string[] = []
  let releases = 0

  async function releaseSome(random: Random): Promise<void> {
    for (const { consumer } of holding) {
      const holds = (await readHolds(environment, consumer)).filter(({ aggregate }) => !isPoisonGroup(aggregate))
      const chosen = holds[Math.floor(random() * holds.length)]
      if (!chosen) continue
      await wakeUp(environment, chosen, random() < ONLY_HEAD)
      releases++
    }
  }

  async function work(name: string): Promise<void> {
    const random = seededRandom(seed, `operator ${name}`)
    while (!end.signal.aborted) {
      await delay(random() * MOST_PAUSE_MS, undefined, { signal: end.signal }).catch(() => {})
      // A service that is away is away for operators, too: they try again.
      await releaseSome(random).catch((error: unknown) => refusals.push(`${name}: ${String(error)}`))
    }
  }

  const working = holding.length > 0 ? OPERATORS.map(work) : []
  return {
    releases: () => releases,
    stop: async () => {
      end.abort()
      await Promise.all(working)
      for (const client of Object.values(clients)) client.destroy()
      return refusals
    },
  }
}
