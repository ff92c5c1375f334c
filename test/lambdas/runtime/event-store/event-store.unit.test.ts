import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { createEventStore } from '../../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import type { EventStorage } from '../../../../lambdas/runtime/event-store/event-storage.ts'
import { createMemoryEventStorage } from '../../../../lambdas/runtime/event-store/memory-event-storage.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { type CounterState, counter, counterEvent, counterEvents, foldCounter } from './counter.ts'

async function collect(events: AsyncIterable<EventEnvelope>): Promise<EventEnvelope[]> {
  const all: EventEnvelope[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('loading', () => {
  let database: TestDynamoDb
  let storage: EventStorage
  beforeAll(async () => {
    database = await startTestDynamoDb()
    storage = createDynamoEventStorage({
      dynamo: database.client,
      eventTable: testTables.events,
      snapshotTable: testTables.snapshots,
    })
  })
  afterAll(() => database.close())

  async function append(id: string, count: number): Promise<EventEnvelope[]> {
    const events = counterEvents(id, count)
    for (let start = 0; start < count; start += 100) await storage.append(events.slice(start, start + 100))
    return events
  }

  it('takes two reads, however long the history is', async () => {
    for (const length of [1, 9, 10, 99, 1000]) {
      const id = `long_${length}`
      const events = await append(id, length)
      const store = createEventStore(storage)
      await store.load(counter, id)
      await store.settled()
      database.calls.length = 0
      const { state, sequence } = await store.load(counter, id)
      expect(database.calls).toEqual(['GetItem', 'Query'])
      expect({ state, sequence }).toEqual({ state: foldCounter(events), sequence: length })
    }
  })

  it('as of a time takes two reads and few events, however long the history is before and after', async () => {
    const store = createEventStore(storage)
    const events = counterEvents('past', 300)
    for (let start = 0; start < events.length; start += 50) {
      await storage.append(events.slice(start, start + 50))
      await store.load(counter, 'past')
      await store.settled()
    }
    for (const length of [50, 149, 150, 299]) {
      database.calls.length = 0
      const { state, sequence } = await store.load(counter, 'past', { until: events[length - 1]!.timestamp })
      expect(database.calls).toEqual(['Query', 'Query'])
      expect({ state, sequence }).toEqual({ state: foldCounter(events.slice(0, length)), sequence: length })
    }
  })

  it('takes one read for an aggregate without snapshots, and writes none', async () => {
    const events = await append('short', 25)
    const store = createEventStore(storage)
    const without = { ...counter, snapshotEvery: Number.POSITIVE_INFINITY }
    database.calls.length = 0
    expect((await store.load(without, 'short')).state).toEqual(foldCounter(events))
    await store.settled()
    expect(database.calls).toEqual(['Query'])
  })

  it('writes a snapshot when one is due, and no sooner', async () => {
    const store = createEventStore(storage)
    await append('due', 9)
    await store.load(counter, 'due')
    await store.settled()
    expect(await storage.readSnapshot('counter#due')).toBeUndefined()
    await storage.append([counterEvent('due', 10)])
    await store.load(counter, 'due')
    await store.settled()
    expect(await storage.readSnapshot('counter#due')).toMatchObject({ sequence: 10, stateVersion: 1 })
  })

  it('of one that is not there gives the initial state', async () => {
    expect(await createEventStore(storage).load(counter, 'nobody')).toEqual({ state: counter.initial, sequence: 0 })
  })
})

describe('snapshots', () => {
  let storage: EventStorage
  beforeEach(() => {
    storage = createMemoryEventStorage()
  })

  it('of another shape are thrown away and made anew', async () => {
    await storage.append(counterEvents('c', 12))
    const poisoned = {
      stream: 'counter#c',
      stateVersion: 7,
      sequence: 11,
      latest: '2026-01-01T00:00:00.000Z',
      state: 1,
    }
    await storage.writeSnapshot(poisoned)
    const store = createEventStore(storage)
    expect((await store.load(counter, 'c')).state).toEqual(foldCounter(counterEvents('c', 12)))
    await store.settled()
    expect(await storage.readSnapshot('counter#c')).toMatchObject({ stateVersion: 1, sequence: 12 })
  })

  it('never hold up a load and never fail it', async () => {
    await storage.append(counterEvents('c', 12))
    const failures: unknown[] = []
    let release = () => {}
    const slow: EventStorage = {
      ...storage,
      writeSnapshot: () =>
        new Promise((_, reject) => {
          release = () => reject(new Error('throttled'))
        }),
    }
    const store = createEventStore(slow, { onSnapshotFailed: (error, stream) => failures.push([error, stream]) })
    expect((await store.load(counter, 'c')).sequence).toBe(12)
    expect((await store.load(counter, 'c')).sequence).toBe(12)
    release()
    await store.settled()
    expect(failures).toEqual([[new Error('throttled'), 'counter#c']])
  })

  it('are left alone by a store that may only read', async () => {
    await storage.append(counterEvents('c', 12))
    const store = createEventStore(storage, { writesSnapshots: false })
    await store.load(counter, 'c')
    await store.settled()
    expect(await storage.readSnapshot('counter#c')).toBeUndefined()
  })
})

describe('as of a time', () => {
  /** Writes, loads (which makes snapshots) and glances, as they come; every glance is compared afterwards. */
  it('equals what was observed at that time, with and without snapshots', async () => {
    const step = fc.record({
      by: fc.integer({ min: 1, max: 99 }),
      afterMs: fc.integer({ min: 0, max: 90_000 }),
      loads: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
        const storage = createMemoryEventStorage()
        const store = createEventStore(storage)
        let now = Date.parse('2026-04-28T23:00:00.000Z')
        const observed: { readonly at: number; readonly state: CounterState; readonly sequence: number }[] = []
        for (const [index, { by, afterMs, loads }] of steps.entries()) {
          // The clock stands still between two events at most within one millisecond, which counts as one time.
          now += afterMs
          await storage.append([counterEvent('c', index + 1, by, now)])
          const { state, sequence } = await store.load(counter, 'c')
          if (observed.at(-1)?.at === now) observed.pop()
          observed.push({ at: now, state, sequence })
          if (loads) await store.settled()
        }
        await store.settled()
        for (const { at, state, sequence } of observed) {
          const until = new Date(at).toISOString()
          expect(await store.load(counter, 'c', { until })).toMatchObject({ state, sequence })
        }
        const before = new Date(observed[0]!.at - 1).toISOString()
        expect(await store.load(counter, 'c', { until: before })).toEqual({ state: counter.initial, sequence: 0 })
      }),
      { numRuns: 60 },
    )
  })
})

describe('reading', () => {
  it('a stream by pages, upcast to the newest version', async () => {
    const storage = createMemoryEventStorage()
    await storage.append(counterEvents('c', 5))
    const store = createEventStore({
      ...storage,
      readStream: (stream, query) => storage.readStream(stream, { ...query, limit: Math.min(2, query.limit ?? 2) }),
    })
    const all = await collect(store.read(counter, 'c'))
    expect(all.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
    const last = await collect(store.read(counter, 'c', { direction: 'backward', limit: 3 }))
    expect(last.map(({ sequence }) => sequence)).toEqual([5, 4, 3])
  })

  it('refuses a type that its stream cannot hold, by name', async () => {
    const storage = createMemoryEventStorage()
    await storage.append([{ ...counterEvent('c', 1), event_type: 'counter.reset' }])
    await expect(createEventStore(storage).load(counter, 'c')).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' })
  })

  it('by time merges all shards into one order, over midnight, and goes on after any event', async () => {
    const storage = createMemoryEventStorage()
    const ids = Array.from({ length: 12 }, (_, index) => `c${index}`)
    for (const id of ids) await storage.append(counterEvents(id, 100))
    const paged: EventStorage = { ...storage, readTime: (query) => storage.readTime({ ...query, limit: 25 }) }
    const store = createEventStore(paged)
    const range = { from: '2026-04-28T23:59:30.000Z', to: '2026-04-29T00:00:30.000Z' }
    const all = await collect(store.readByTime(range))
    expect(all).toHaveLength(12 * 60)
    const inOrder = all.map(({ event_id }) => event_id)
    expect(inOrder).toEqual([...new Set(inOrder)].sort())
    for (const position of [0, 359, 360, 718]) {
      const after = inOrder[position]!
      const rest = await collect(store.readByTime({ ...range, after }))
      expect(rest.map(({ event_id }) => event_id)).toEqual(inOrder.slice(position + 1))
    }
    expect(await collect(store.readByTime({ ...range, types: ['counter.reset'] }))).toEqual([])
  })

  it('by time reads no more than what is asked for', async () => {
    const storage = createMemoryEventStorage()
    await storage.append(counterEvents('c', 100))
    for await (const event of createEventStore(storage).readByTime({
      from: '2026-04-28T00:00:00Z',
      to: '2026-04-30T00:00:00Z',
    })) {
      expect(event.sequence).toBe(1)
      break
    }
  })
})

describe('a query that passes while two events are committed together', () => {
  /** Meets the fourth event and not the third, until it has been asked so often. */
  function storageWithGap(reads: number): EventStorage {
    const events = counterEvents('gap', 6)
    let asked = 0
    return {
      ...createMemoryEventStorage(),
      readStream: async (_stream, { after = 0, limit = 100 } = {}) => {
        const isThere = ++asked > reads
        const met = events.filter(({ sequence }) => sequence > after && (isThere || sequence !== 3))
        return { events: met.slice(0, limit), more: met.length > limit }
      },
    }
  }

  it.each([1, 2, 5])('skips none of them: what is missing is read again, here %i times', async (reads) => {
    const loaded = await createEventStore(storageWithGap(reads)).load(counter, 'gap')
    expect(loaded).toMatchObject({ sequence: 6, state: foldCounter(counterEvents('gap', 6)) })
    const history = await collect(createEventStore(storageWithGap(reads)).read(counter, 'gap', { after: 1, limit: 3 }))
    expect(history.map(({ sequence }) => sequence)).toEqual([2, 3, 4])
  })

  it('decides on nothing while an event stays away', async () => {
    await expect(createEventStore(storageWithGap(100)).load(counter, 'gap')).rejects.toThrow('has a gap')
  })
})
