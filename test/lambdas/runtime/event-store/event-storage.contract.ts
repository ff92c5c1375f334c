import { beforeEach, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { ConflictError } from '../../../../lambdas/runtime/errors.ts'
import { shardOf, TIME_INDEX_SHARDS } from '../../../../lambdas/runtime/event-store/event-item.ts'
import type { EventStorage, SegmentQuery } from '../../../../lambdas/runtime/event-store/event-storage.ts'
import { counterEvent, counterEvents } from './counter.ts'

/** What every event storage must do. @param open gives an empty storage, or one where `unique()` ids are new. */
export function eventStorageContract(open: () => EventStorage): void {
  let storage: EventStorage
  let id: string
  let count = 0
  beforeEach(() => {
    storage = open()
    id = `c${++count}_${'x'.repeat(count % 7)}`
  })
  const stream = () => `counter#${id}`
  const sequences = (events: readonly EventEnvelope[]) => events.map(({ sequence }) => sequence)

  describe('append', () => {
    it('keeps events as they are', async () => {
      const events = [counterEvent(id, 1), counterEvent(id, 2)]
      await storage.append(events)
      expect(await storage.readStream(stream(), {})).toEqual({ events, more: false })
    })

    it('gives each place in a stream once, to one writer of many', async () => {
      const writers = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) => storage.append([counterEvent(id, 1, index)])),
      )
      const refused = writers.filter((writer) => writer.status === 'rejected')
      expect(refused).toHaveLength(19)
      for (const { reason } of refused) expect(reason).toBeInstanceOf(ConflictError)
      expect((await storage.readStream(stream(), {})).events).toHaveLength(1)
    })

    it('is all or nothing, over several streams too', async () => {
      const other = `${id}_other`
      await storage.append([counterEvent(id, 1)])
      await expect(storage.append([counterEvent(other, 1), counterEvent(id, 1)])).rejects.toBeInstanceOf(ConflictError)
      expect((await storage.readStream(`counter#${other}`, {})).events).toEqual([])
      await storage.append([counterEvent(other, 1), counterEvent(id, 2)])
      expect(sequences((await storage.readStream(stream(), {})).events)).toEqual([1, 2])
    })
  })

  describe('append again, as after a lost answer', () => {
    it.each([1, 3])('stores %i events once, and is no conflict', async (count) => {
      const events = counterEvents(id, count)
      await storage.append(events)
      await storage.append(events)
      expect((await storage.readStream(stream(), {})).events).toHaveLength(count)
    })

    it.each([1, 3])('is a conflict for %i other events in the same places', async (count) => {
      await storage.append(counterEvents(id, count))
      const others = Array.from({ length: count }, (_, index) => counterEvent(id, index + 1, 900 + index))
      await expect(storage.append(others)).rejects.toBeInstanceOf(ConflictError)
    })
  })

  describe('readStream', () => {
    it('pages forward and backward', async () => {
      await storage.append(counterEvents(id, 7))
      const page = async (query: Parameters<EventStorage['readStream']>[1]) => {
        const { events, more } = await storage.readStream(stream(), query)
        return [sequences(events), more]
      }
      expect(await page({ limit: 3 })).toEqual([[1, 2, 3], true])
      expect(await page({ after: 3, limit: 3 })).toEqual([[4, 5, 6], true])
      expect(await page({ after: 6 })).toEqual([[7], false])
      expect(await page({ after: 7 })).toEqual([[], false])
      expect(await page({ direction: 'backward', limit: 2 })).toEqual([[7, 6], true])
      expect(await page({ direction: 'backward', after: 3 })).toEqual([[2, 1], false])
    })

    it('finds nothing in a stream that is not there', async () => {
      expect(await storage.readStream('counter#nobody', {})).toEqual({ events: [], more: false })
    })
  })

  describe('readTime', () => {
    it('finds the events of one shard and day between two ids, both left out, in their order', async () => {
      const events = counterEvents(id, 5)
      await storage.append(events)
      const [first, , , , last] = events
      const query = { shard: shardOf(id), after: first!.event_id, before: last!.event_id }
      const days = await Promise.all(
        ['2026-04-28', '2026-04-29'].map((day) => storage.readTime({ ...query, day, types: ['counter.raised'] })),
      )
      expect(days.map((page) => sequences(page.events))).toEqual([[2, 3, 4], []])
      const otherShard = (query.shard + 1) % TIME_INDEX_SHARDS
      const { events: others } = await storage.readTime({ ...query, day: '2026-04-28', shard: otherShard })
      expect(others.filter(({ aggregate_id }) => aggregate_id === id)).toEqual([])
      expect((await storage.readTime({ ...query, day: '2026-04-28', types: ['counter.reset'] })).events).toEqual([])
    })

    it('goes on where it stopped', async () => {
      const events = counterEvents(id, 5)
      await storage.append(events)
      const seen: number[] = []
      const query = { shard: shardOf(id), day: '2026-04-28', before: 'evt_g', limit: 2 }
      for (let after: string | undefined = 'evt_0'; after !== undefined; ) {
        const page = await storage.readTime({ ...query, after })
        seen.push(...sequences(page.events.filter((event) => event.aggregate_id === id)))
        after = page.cursor
      }
      expect(seen).toEqual([1, 2, 3, 4, 5])
    })
  })

  describe('readSegment', () => {
    it('meets every event in exactly one segment, in order within its stream', async () => {
      const ids = Array.from({ length: 12 }, (_, index) => `${id}_${index}`)
      for (const one of ids) await storage.append(counterEvents(one, 4))
      const seen: EventEnvelope[] = []
      for (let segment = 0; segment < 3; segment++) seen.push(...(await readWhole({ segment, segments: 3, limit: 5 })))
      for (const one of ids) {
        const own = seen.filter((event) => event.aggregate_id === one)
        expect(sequences(own)).toEqual([1, 2, 3, 4])
      }
      expect(await readWhole({ segment: 0, segments: 1, types: ['counter.reset'] })).toEqual([])
    })

    it.each([1, 100, 101, 400, 401, 1000])('finds one type among %i that are asked for', async (count) => {
      await storage.append(counterEvents(id, 2))
      const types = [...Array.from({ length: count - 1 }, (_, index) => `counter.turned_${index}`), 'counter.raised']
      const isOwn = ({ aggregate_id }: EventEnvelope) => aggregate_id === id
      expect(sequences((await readWhole({ segment: 0, segments: 1, types })).filter(isOwn))).toEqual([1, 2])
      expect(
        (await readWhole({ segment: 0, segments: 1, types: types.slice(0, -1).concat('counter.reset') })).filter(isOwn),
      ).toEqual([])
      const query = { shard: shardOf(id), day: '2026-04-28', after: 'evt_0', before: 'evt_g' }
      expect(sequences((await storage.readTime({ ...query, types })).events.filter(isOwn))).toEqual([1, 2])
    })

    async function readWhole(query: SegmentQuery): Promise<EventEnvelope[]> {
      const events: EventEnvelope[] = []
      let cursor: string | undefined
      do {
        const page = await storage.readSegment({ ...query, ...(cursor !== undefined && { cursor }) })
        events.push(...page.events)
        cursor = page.cursor
      } while (cursor !== undefined)
      return events
    }
  })

  describe('snapshots', () => {
    const timeOf = (sequence: number) => `2026-04-28T10:00:${sequence}.000Z`
    const snapshot = (sequence: number, stateVersion = 1) => ({
      stream: stream(),
      stateVersion,
      sequence,
      latest: timeOf(sequence),
      state: { sum: sequence, nested: { list: [1, null, 'é'] } },
    })

    it('are absent until written', async () => {
      expect(await storage.readSnapshot(stream())).toBeUndefined()
      await storage.writeSnapshot(snapshot(10))
      expect(await storage.readSnapshot(stream())).toEqual(snapshot(10))
    })

    it('only get newer, unless the shape of the state has changed', async () => {
      await storage.writeSnapshot(snapshot(20))
      await storage.writeSnapshot(snapshot(10))
      expect(await storage.readSnapshot(stream())).toEqual(snapshot(20))
      await storage.writeSnapshot(snapshot(10, 2))
      expect(await storage.readSnapshot(stream())).toEqual(snapshot(10, 2))
    })

    it('are found by time, each shape for itself, in whatever order they were written', async () => {
      const asOf = (until: string, stateVersion = 1) => storage.readSnapshotAsOf(stream(), { stateVersion, until })
      expect(await asOf(timeOf(59))).toBeUndefined()
      for (const sequence of [20, 40, 30]) await storage.writeSnapshot(snapshot(sequence))
      await storage.writeSnapshot(snapshot(25, 2))
      expect(await asOf('2026-04-28T10:00:19.999Z')).toBeUndefined()
      expect(await asOf(timeOf(20))).toEqual(snapshot(20))
      expect(await asOf(timeOf(39))).toEqual(snapshot(30))
      expect(await asOf('2026-05-01T00:00:00.000Z')).toEqual(snapshot(40))
      expect(await asOf(timeOf(59), 2)).toEqual(snapshot(25, 2))
      expect(await asOf(timeOf(59), 3)).toBeUndefined()
    })
  })

  describe('readEvent', () => {
    it('finds an event by its place, and nothing where there is none', async () => {
      const events = counterEvents(id, 3)
      await storage.append(events)
      const places = [1, 3, 4].map((sequence) => storage.readEvent(stream(), sequence))
      expect(await Promise.all(places)).toEqual([events[0], events[2], undefined])
      expect(await storage.readEvent(`${stream()}_other`, 1)).toBeUndefined()
    })
  })
}
