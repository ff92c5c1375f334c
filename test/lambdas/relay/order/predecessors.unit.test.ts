import type { DynamoDBStreamEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { eventPlan } from '../../../../lambdas/relay/event-plan.ts'
import { relayHandler } from '../../../../lambdas/relay/handler.ts'
import type { History } from '../../../../lambdas/relay/order/history.ts'
import { createKnownPositions } from '../../../../lambdas/relay/order/positions.ts'
import { createTaken } from '../../../../lambdas/relay/publishing/taken.ts'
import type { Refusal, Target } from '../../../../lambdas/relay/publishing/target.ts'
import { toEventItem } from '../../../../lambdas/runtime/event-store/event-item.ts'
import { simulatedTime } from '../../../support/simulated-time.ts'
import { counterEvents } from '../../runtime/event-store/counter.ts'

const STORED_AT = 1_777_000_000_000
const STREAM = 'counter#c'

interface Setting {
  /** What the table holds of the stream, by sequence; an absent event is an item that holds none. */
  readonly stored?: readonly (readonly [number, EventEnvelope | undefined])[]
  readonly position?: number
  /** From where on events may still wait to be published, where no position is kept. */
  readonly since?: number
  readonly ageMs?: number
  readonly refuse?: (sequence: number) => Refusal | undefined
  readonly fails?: 'positions' | 'history' | 'keeping'
  /** Aggregates that somebody takes in order. Absent: all. */
  readonly onTopic?: ReadonlySet<string>
}

/** A relay that was just started, and what it did. */
function relayOf({ stored = [], position, since, ageMs = 0, refuse, fails, onTopic }: Setting) {
  const time = simulatedTime(STORED_AT + ageMs)
  const published: number[] = []
  const setAside: { sequence: string | undefined; code: string }[] = []
  const kept = new Map(position === undefined ? [] : [[STREAM, position]])
  const reads: string[] = []
  const topic: Target<never> = {
    name: 'topic',
    maxEntries: 10,
    maxBytes: 256 * 1024,
    send: async (messages: readonly { event: EventEnvelope }[]) =>
      messages.map(({ event }) => {
        const refusal = refuse?.(event.sequence)
        if (!refusal) published.push(event.sequence)
        return refusal
      }),
  }
  const history: History = {
    async between(_, { after, before, limit }) {
      if (fails === 'history') throw new Error('away')
      const events = stored
        .filter(([sequence]) => sequence > after && sequence < before)
        .map(([sequence, event]) => ({ sequence, json: event && JSON.stringify(event) }))
      return { events: events.slice(0, limit), more: events.length > limit }
    },
    // Without a stated place: what the times of the stored events tell.
    firstSince: async (_, before, from) =>
      since ??
      stored.find(([sequence, event]) => sequence === before || Date.parse(event?.timestamp ?? '') >= from)?.[0],
  }
  const positions = {
    read: async (streams: readonly string[]) => {
      reads.push(...streams)
      if (fails === 'positions') throw new Error('away')
      return new Map([...kept].filter(([stream]) => streams.includes(stream)))
    },
    write: async (reached: ReadonlyMap<string, number>) => {
      if (fails === 'keeping') throw new Error('away')
      for (const [stream, sequence] of reached) kept.set(stream, sequence)
    },
  }
  const environment = {
    ...time,
    random: () => 0.9,
    taken: createTaken(),
    setAside: async (body: string) => {
      const { key, reason } = JSON.parse(body)
      setAside.push({ sequence: key.sk?.N, code: reason.code })
    },
    log: () => {},
  }
  const order = { positions, history, known: createKnownPositions() }
  const bus = { ...topic, name: 'bus', send: async () => [] } as Target<never>
  const handler = relayHandler((all) => eventPlan(all, { bus, topic, order, ...(onTopic && { onTopic }) }), environment)
  const relay = (...events: readonly (EventEnvelope | { readonly item: object; readonly sequence: number })[]) => {
    const Records = events.map((event) => ({
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: String(100 + event.sequence),
        NewImage: 'item' in event ? event.item : toEventItem(event),
        ApproximateCreationDateTime: STORED_AT / 1000,
      },
    }))
    const context = { getRemainingTimeInMillis: () => 10_000 }
    return handler({ Records } as unknown as DynamoDBStreamEvent, context).catch(({ name }: Error) => name)
  }
  /** Another instance has published the stream up to there. */
  const others = (sequence: number) => kept.set(STREAM, sequence)
  return { relay, published, setAside, position: () => kept.get(STREAM), reads, others }
}

const all = counterEvents('c', 600)
const at = (sequence: number) => all[sequence - 1] as EventEnvelope
const storedUpTo = (sequence: number) => all.slice(0, sequence).map((event) => [event.sequence, event] as const)

describe('before an event', () => {
  it('its predecessors are published that are not known to have been', async () => {
    const { relay, published, position } = relayOf({ stored: storedUpTo(5), position: 2 })
    await relay(at(5))
    expect(published).toEqual([3, 4, 5])
    expect(position()).toBe(5)
  })

  it('nothing is, and nothing is read, when it is the first one, fresh from its stream', async () => {
    const { relay, published, position, reads } = relayOf({})
    await relay(at(1))
    expect([published, position(), reads]).toEqual([[1], 1, []])
  })

  it('nothing is read when this instance published the one before', async () => {
    const { relay, published, reads } = relayOf({ fails: 'history' })
    await relay(at(1))
    await relay(at(2), at(3))
    expect(published).toEqual([1, 2, 3])
    expect(reads).toEqual([])
  })

  it('nothing is that another instance has published since this one saw the stream', async () => {
    const { relay, published, reads, others } = relayOf({ stored: storedUpTo(4), fails: 'history' })
    await relay(at(1))
    others(3)
    await relay(at(4))
    expect(published).toEqual([1, 4])
    expect(reads).toEqual([STREAM])
  })

  it('comes what stands behind it in the batch but before it in the stream', async () => {
    const { relay, published } = relayOf({ stored: storedUpTo(4), position: 1 })
    await relay(at(4), at(2))
    expect(published).toEqual([2, 3, 4])
  })

  it('without a kept position, come those that may still wait to be published', async () => {
    const { relay, published } = relayOf({ stored: storedUpTo(9), since: 7 })
    await relay(at(9))
    expect(published).toEqual([7, 8, 9])
  })

  it('comes the first one of a stream, although the topic was away from before it for a weekend and longer', async () => {
    const ageMs = Date.parse(at(1).timestamp) - STORED_AT + 63 * 3_600_000
    const topicIsAway = { code: 'AccessDenied', message: 'no', isPermanent: false }
    let isAway = true
    const { relay, published, setAside } = relayOf({
      stored: storedUpTo(2),
      ageMs,
      refuse: () => (isAway ? topicIsAway : undefined),
    })
    await relay(at(1))
    expect(setAside).toEqual([{ sequence: '1', code: 'AccessDenied' }])
    isAway = false
    await relay(at(2))
    expect(published).toEqual([1, 2])
  })

  it('come none from before the first consumer that takes its aggregate in order', async () => {
    const before = relayOf({ stored: storedUpTo(40), onTopic: new Set(['order']) })
    await before.relay(at(39), at(40))
    expect([before.published, before.position(), before.reads]).toEqual([[], 40, []])
    const { relay, published } = relayOf({
      stored: storedUpTo(41),
      position: 40,
      onTopic: new Set(['order', 'counter']),
    })
    await relay(at(41))
    expect(published).toEqual([41])
  })

  it('comes the first one of a stream that had no other, which was not worth a position', async () => {
    const before = relayOf({ onTopic: new Set(['order']) })
    await before.relay(at(1))
    expect([before.published, before.position()]).toEqual([[], undefined])
    const { relay, published, position } = relayOf({ stored: storedUpTo(2), onTopic: new Set(['counter']) })
    await relay(at(2))
    expect([published, position()]).toEqual([[1, 2], 2])
  })

  it('are waited for by nobody where the position of a stream that nobody takes in order cannot be kept', async () => {
    const { relay, setAside } = relayOf({ onTopic: new Set(), fails: 'keeping' })
    expect(await relay(at(1), at(2))).toEqual({ batchItemFailures: [] })
    expect(setAside).toEqual([])
  })

  it('come as many as one invocation takes; the next one goes on behind them', async () => {
    const { relay, published, position } = relayOf({ stored: storedUpTo(500), position: 1 })
    await relay(at(500))
    expect(published).toEqual(all.slice(1, 201).map(({ sequence }) => sequence))
    expect(position()).toBe(201)
    await relay(at(500))
    await relay(at(500))
    expect(published).toEqual(all.slice(1, 500).map(({ sequence }) => sequence))
  })
})

describe('an event waits', () => {
  it('for a predecessor that the topic does not take', async () => {
    const away: Refusal = { code: 'InternalError', message: 'away', isPermanent: false }
    const { relay, published, setAside, position } = relayOf({
      stored: storedUpTo(5),
      position: 2,
      refuse: (sequence) => (sequence === 4 ? away : undefined),
    })
    expect(await relay(at(5))).toBe('NoProgressError')
    expect([published, setAside, position()]).toEqual([[3], [], 3])
  })

  it.each(['positions', 'history'] as const)('for %s that cannot be read', async (fails) => {
    const { relay, published, setAside } = relayOf({
      stored: storedUpTo(3),
      ...(fails === 'history' && { position: 1 }),
      fails,
    })
    expect(await relay(at(3))).toBe('NoProgressError')
    expect([published, setAside]).toEqual([[], []])
  })

  it('a minute for a predecessor that is not stored, then it is set aside, and what is behind it', async () => {
    const setting = { stored: storedUpTo(3), position: 3 }
    const young = relayOf({ ...setting, ageMs: 59_000 })
    expect(await young.relay(at(5), at(6))).toBe('NoProgressError')
    expect(young.setAside).toEqual([])
    const old = relayOf({ ...setting, ageMs: 61_000 })
    expect(await old.relay(at(5), at(6))).toEqual({ batchItemFailures: [] })
    expect(old.published).toEqual([])
    expect(old.setAside).toEqual(['5', '6'].map((sequence) => ({ sequence, code: 'PredecessorMissing' })))
  })
})

describe('an event does not wait', () => {
  it('for a predecessor that nobody can read or take: that is the matter of its own record', async () => {
    const refused: Refusal = { code: 'InvalidParameter', message: 'no', isPermanent: true }
    const { relay, published, setAside, position } = relayOf({
      stored: [...storedUpTo(2), [3, undefined], [4, at(4)], [5, at(5)]],
      position: 2,
      refuse: (sequence) => (sequence === 4 ? refused : undefined),
    })
    expect(await relay(at(5))).toEqual({ batchItemFailures: [] })
    expect([published, setAside, position()]).toEqual([[5], [], 5])
    // It is set aside when its own record comes, even though the stream has gone on.
    await relay(at(4))
    expect(setAside).toEqual([{ sequence: '4', code: 'InvalidParameter' }])
    expect(position()).toBe(5)
  })

  it('for a position that could not be kept', async () => {
    const { relay, published, position } = relayOf({ stored: storedUpTo(3), position: 2, fails: 'keeping' })
    expect(await relay(at(3))).toEqual({ batchItemFailures: [] })
    expect([published, position()]).toEqual([[3], 2])
  })
})

it('an event in another place than its own is set aside', async () => {
  const { relay, published, setAside } = relayOf({ position: 1 })
  await relay({ item: { ...toEventItem(at(2)), sk: { N: '7' } }, sequence: 2 })
  expect([published, setAside]).toEqual([[], [{ sequence: '7', code: 'NoEvent' }]])
})
