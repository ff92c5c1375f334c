import type { DynamoDBStreamEvent } from 'aws-lambda'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { eventPlan } from '../../../lambdas/relay/event-plan.ts'
import { relayHandler } from '../../../lambdas/relay/handler.ts'
import { createKnownPositions } from '../../../lambdas/relay/order/positions.ts'
import type { Refusal, Target } from '../../../lambdas/relay/publishing/target.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import { simulatedTime } from '../../support/simulated-time.ts'
import { counterEvent } from '../runtime/event-store/counter.ts'

const STORED_AT = 1_777_000_000_000
const NEVER_MS = 3_600_000
/** Up to here events were published before. */
const POSITION = 5

interface World {
  readonly timeoutMs: number
  /** How long each call to anything takes, one after another, and from the first again. */
  readonly callsMs: readonly number[]
  readonly aggregates: number
  /** The topic refuses these for good, so that they have to be set aside. */
  readonly refused: readonly number[]
}

/** One batch of events through the whole function. */
async function relayOneBatch({ timeoutMs, callsMs, aggregates, refused }: World) {
  const { clock, timers, sleep } = simulatedTime(STORED_AT)
  let calls = 0
  const call = () => sleep(callsMs[calls++ % callsMs.length] ?? 0)
  const nameOf = ({ aggregate_id: id, sequence }: EventEnvelope) => `${id} ${sequence}`
  const [onBus, onTopic, aside] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const targetOf = (name: string, taken: Set<string>, refuses: readonly number[]): Target<never> => ({
    name,
    maxEntries: 10,
    maxBytes: 256 * 1024,
    async send(messages: readonly { event: EventEnvelope }[]) {
      await call()
      return messages.map(({ event }): Refusal | undefined => {
        if (refuses.includes(event.sequence)) return { code: 'InvalidParameter', message: 'no', isPermanent: true }
        taken.add(nameOf(event))
        return undefined
      })
    },
  })
  const targets = {
    bus: targetOf('bus', onBus, []),
    topic: targetOf('topic', onTopic, refused),
    order: {
      known: createKnownPositions(),
      positions: {
        read: (streams: readonly string[]) => call().then(() => new Map(streams.map((one) => [one, POSITION]))),
        write: call,
      },
      history: {
        between: () => call().then(() => ({ events: [], more: false })),
        firstSince: () => call().then(() => undefined),
      },
    },
  }
  const setAside = async (body: string) => {
    await call()
    aside.add(JSON.parse(body).sequence_number)
  }
  const handler = relayHandler((all) => eventPlan(all, targets), {
    clock,
    timers,
    random: () => 0.5,
    setAside,
    log: () => {},
  })
  const events = [1, 2, 3, 4].flatMap((next) =>
    Array.from({ length: aggregates }, (_, index) => counterEvent(`c${index}`, POSITION + next)),
  )
  const Records = events.map((event, index) => ({
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: String(100 + index),
      NewImage: toEventItem(event),
      ApproximateCreationDateTime: STORED_AT / 1000,
    },
  }))
  const context = { getRemainingTimeInMillis: () => timeoutMs }
  /** From where on Lambda sends the records again: from the first on when the function failed, nowhere when all is done. */
  const left = await handler({ Records } as unknown as DynamoDBStreamEvent, context).then(
    (answer) =>
      ('batchItemFailures' in answer ? answer.batchItemFailures : []).map((one) => Number(one.itemIdentifier)),
    () => [100],
  )
  return {
    tookMs: clock.now() - STORED_AT,
    lost: events
      .filter((_, index) => 100 + index < (left[0] ?? Infinity) && !aside.has(String(100 + index)))
      .map(nameOf)
      .filter((name) => !onBus.has(name) || !onTopic.has(name)),
  }
}

const milliseconds = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 400 }) },
  fc.integer({ min: 400, max: 10_000 }),
  fc.constant(NEVER_MS),
)

it('a relay has answered before its function is out of time, whatever its calls take, and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        timeoutMs: fc.integer({ min: 6_000, max: 30_000 }),
        callsMs: fc.array(milliseconds, { minLength: 1, maxLength: 12 }),
        aggregates: fc.integer({ min: 1, max: 12 }),
        refused: fc.array(fc.constantFrom(6, 7, 8, 9), { maxLength: 2 }),
      }),
      async (world) => {
        const { tookMs, lost } = await relayOneBatch(world)
        expect(lost).toEqual([])
        expect(tookMs).toBeLessThan(world.timeoutMs)
      },
    ),
    { numRuns: 150, seed: 31 },
  )
})
