import type { DynamoDBStreamEvent } from 'aws-lambda'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { eventPlan } from '../../../../lambdas/relay/event-plan.ts'
import { relayHandler } from '../../../../lambdas/relay/handler.ts'
import type { History } from '../../../../lambdas/relay/order/history.ts'
import { createKnownPositions, type Positions } from '../../../../lambdas/relay/order/positions.ts'
import { createTaken } from '../../../../lambdas/relay/publishing/taken.ts'
import type { Refusal, Target } from '../../../../lambdas/relay/publishing/target.ts'
import { streamKey, toEventItem } from '../../../../lambdas/runtime/event-store/event-item.ts'
import { testRandom } from '../../../support/consumer-kit.ts'
import { simulatedTime } from '../../../support/simulated-time.ts'
import { counterEvent } from '../../runtime/event-store/counter.ts'

export interface SplitStream {
  /** Appends in their order: how many events each has, and of which aggregate. */
  readonly appends: readonly { readonly aggregate: string; readonly events: number }[]
  readonly seed: number
  /** Whether the relay keeps the order itself. */
  readonly ordered: boolean
}

const SHARDS = 3

/**
 * A table whose stream has several shards. Every item goes to a shard of its own choice, and the items of one append in
 * any order, as DynamoDB allows. The shards are read side by side, each by a relay that may stall, crash before its
 * answer is heard, forget everything, and whose every call may fail or lose its answer. Time is simulated: `sleep` moves the clock on, and nobody waits.
 * @returns what the topic was given, in its order.
 */
export async function throughSplitStream({ appends, seed, ordered }: SplitStream): Promise<string[]> {
  const random = testRandom(seed)
  const happens = (probability: number) => random() < probability
  const upTo = (milliseconds: number) => Math.floor(random() * milliseconds)
  const { clock, timers, sleep } = simulatedTime(1_000_000)
  const shards = Array.from({ length: SHARDS }, () => [] as object[])
  const stored = new Map<string, { readonly event: EventEnvelope; readonly visibleAt: number }[]>()
  const kept = new Map<string, readonly number[]>()
  const published: string[] = []
  let records = 0
  let isWriting = true

  async function write() {
    for (const { aggregate, events } of appends) {
      const stream = streamKey('counter', aggregate)
      const before = stored.get(stream) ?? []
      const added = Array.from({ length: events }, (_, index) => {
        const event = counterEvent(aggregate, before.length + index + 1, 1, clock.now())
        // A transaction becomes visible item by item.
        return { event, visibleAt: clock.now() + (happens(0.3) ? upTo(100) : 0) }
      })
      stored.set(stream, [...before, ...added])
      for (const { event } of added.toSorted(() => random() - 0.5)) {
        shards[Math.floor(random() * SHARDS)]?.push({
          eventName: 'INSERT',
          dynamodb: {
            SequenceNumber: String(1000 + ++records),
            NewImage: toEventItem(event),
            ApproximateCreationDateTime: Math.floor(clock.now() / 1000),
          },
        })
      }
      await sleep(upTo(300))
    }
    isWriting = false
  }

  const topic: Target<never> = {
    name: 'topic',
    maxEntries: 10,
    maxBytes: 256 * 1024,
    async send(messages: readonly { event: EventEnvelope }[]) {
      await sleep(upTo(50))
      if (happens(0.05)) throw new Error('the call failed')
      return messages.map(({ event }): Refusal | undefined => {
        if (happens(0.1)) return { code: 'Throttled', message: 'slow down', isPermanent: false }
        published.push(`${event.aggregate_id} ${event.sequence}`)
        return happens(0.05) ? { code: 'InternalError', message: 'the answer was lost', isPermanent: false } : undefined
      })
    },
  }
  const bus: Target<never> = { ...topic, name: 'bus', send: async () => [] }

  const positions: Positions = {
    async read(streams) {
      await sleep(upTo(10))
      if (happens(0.1)) throw new Error('throttled')
      return new Map(
        streams.flatMap((stream) => {
          // Eventually consistent: it may be any that was written before.
          const all = kept.get(stream) ?? []
          const position = all[happens(0.3) ? Math.floor(random() * all.length) : all.length - 1]
          return position === undefined ? [] : [[stream, position] as const]
        }),
      )
    },
    async write(reached) {
      if (happens(0.1)) throw new Error('throttled')
      for (const [stream, position] of reached)
        if (!happens(0.05)) kept.set(stream, [...(kept.get(stream) ?? []), position])
    },
  }
  const visible = (stream: string) => (stored.get(stream) ?? []).filter(({ visibleAt }) => visibleAt <= clock.now())
  const history: History = {
    async between(stream, { after, before, limit }) {
      const events = visible(stream)
        .map(({ event }) => ({ sequence: event.sequence, json: JSON.stringify(event) }))
        .filter(({ sequence }) => sequence > after && sequence < before)
      return { events: events.slice(0, limit), more: events.length > limit }
    },
    async firstSince(stream, before) {
      const sequences = new Set(visible(stream).map(({ event }) => event.sequence))
      const all = Array.from({ length: before - 1 }, (_, index) => index + 1)
      return all.every((sequence) => sequences.has(sequence)) ? 1 : undefined
    },
  }

  function newInstance() {
    const order = { positions, history, known: createKnownPositions() }
    const environment = {
      clock,
      timers,
      random,
      taken: createTaken(),
      setAside: async (body: string) => Promise.reject(new Error(`Nothing is to be set aside: ${body}`)),
      log: () => {},
    }
    return relayHandler((all) => eventPlan(all, { bus, topic, ...(ordered && { order }) }), environment)
  }

  async function read(shard: object[]) {
    let relay = newInstance()
    while (isWriting || shard.length > 0) {
      // A shard that is far behind the others.
      await sleep(happens(0.2) ? upTo(2000) : 20)
      if (shard.length === 0) continue
      const batch = shard.slice(0, 1 + Math.floor(random() * 4))
      const event = { Records: batch } as unknown as DynamoDBStreamEvent
      const answer = await relay(event, { getRemainingTimeInMillis: () => 6000 }).catch(() => 'failed' as const)
      if (happens(0.1)) relay = newInstance()
      else if (answer !== 'failed' && 'batchItemFailures' in answer) {
        const first = answer.batchItemFailures[0]?.itemIdentifier
        const done = batch.findIndex(
          (one) => (one as DynamoDBStreamEvent['Records'][0]).dynamodb?.SequenceNumber === first,
        )
        shard.splice(0, done < 0 ? batch.length : done)
      }
    }
  }
  await Promise.all([write(), ...shards.map(read)])
  return published
}
