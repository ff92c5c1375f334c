import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { archiveBatch } from '../../../lambdas/audit/archive-batch.ts'
import { digitsOf, isFull, minuteOf, PAGE_IDS } from '../../../lambdas/audit/assignment-page.ts'
import { DeferredError } from '../../../lambdas/runtime/errors.ts'
import { ArchiveWorld } from './archive-world.ts'

const settled = (result: unknown) => result === 'archived' || result === 'there before'

/** Delivers until everything is acknowledged, in whatever batches: some twice at once, some again after they were done. */
async function deliverAll(world: ArchiveWorld, events: readonly EventEnvelope[], invocations: number): Promise<void> {
  const left = new Set(events)
  const one = async (calm: boolean) => {
    const batch = events.filter((event) => (calm ? left.has(event) : world.random() < 0.4))
    const results = await world.invoke((archiving) => archiveBatch(archiving, batch)).catch(() => undefined)
    for (const event of batch) {
      if (!results || !settled(results.get(event.event_id))) continue
      // Only now may its message go: it must be there.
      expect(world.counts().get(event.event_id), event.event_id).toBe(1)
      left.delete(event)
    }
  }
  const lanes = Array.from({ length: 3 }, async () => {
    for (let invocation = 0; invocation < invocations; invocation++) await one(false)
  })
  await Promise.all(lanes)
  world.mishapRate = 0
  for (let again = 0; left.size > 0; again++) {
    if (again > 20) throw new Error(`${left.size} events never settle`)
    world.now += 60_000
    await one(true)
  }
}

describe('events archived together', () => {
  it('are there exactly once, whatever crashes, gets lost, comes late or comes twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1 }), async (seed) => {
        const world = new ArchiveWorld(seed)
        const events = world.events(12)
        await deliverAll(world, events, 4)
        expect(world.counts()).toEqual(new Map(events.map(({ event_id }) => [event_id, 1])))
      }),
      { numRuns: 150, seed: 15, endOnFailure: true },
    )
  })

  it('are there exactly once when ten functions write the same minutes at once, and pages fill up', async () => {
    const world = new ArchiveWorld(7, 0)
    const events = world.events(6 * PAGE_IDS)
    const parts = Array.from({ length: 10 }, (_, part) => events.filter((_, index) => index % 10 === part))
    const results = await Promise.all(parts.map((part) => world.invoke((archiving) => archiveBatch(archiving, part))))
    for (const result of results) expect([...result.values()].every((one) => one === 'archived')).toBe(true)
    expect(world.counts()).toEqual(new Map(events.map(({ event_id }) => [event_id, 1])))
    const pages = [...world.pages.values()]
    expect(pages.length).toBeGreaterThan(3)
    const minutes = Map.groupBy(pages, ({ minute }) => minute)
    for (const ofMinute of minutes.values()) expect(ofMinute.slice(0, -1).every(isFull)).toBe(true)
  })

  it('are not archived twice by who has read a page before, and the next one after, others have filled the first', async () => {
    const world = new ArchiveWorld(3, 0)
    const many = Map.groupBy(world.events(4 * PAGE_IDS), ({ event_id }) => minuteOf(digitsOf(event_id)))
    const [[minute, events] = ['', []]] = many
    const archive = (batch: readonly EventEnvelope[]) => world.invoke((archiving) => archiveBatch(archiving, batch))
    await archive(events.slice(0, PAGE_IDS - 1))
    const early = world.pages.get(`${minute}#0`)!
    const [event, ...others] = events.slice(PAGE_IDS - 1, PAGE_IDS + 3)
    await archive([event!, ...others])
    await archive(events.slice(PAGE_IDS + 3, PAGE_IDS + 5))
    const late = world.pages.get(`${minute}#1`)!
    expect([isFull(early), late.assignments.size]).toEqual([false, 1])

    let reads = 0
    const results = await world.invoke((archiving) => {
      const read = async (of: string) => (reads++ === 0 ? [early, late] : archiving.assignments.read(of))
      return archiveBatch({ ...archiving, assignments: { ...archiving.assignments, read } }, [event!])
    })
    expect([...results.values()]).toEqual(['there before'])
    expect(world.counts().get(event!.event_id)).toBe(1)
  })

  it('cost two puts of objects and a write for each minute, around midnight', async () => {
    const world = new ArchiveWorld(1, 0)
    const events = world.events(50)
    await world.invoke((archiving) => archiveBatch(archiving, events))
    expect(world.objects.size).toBe(2)
    expect([...world.pages.values()].map(({ minute, version }) => [minute, version]).toSorted()).toEqual([
      ['2026-04-28T23:58', 1],
      ['2026-04-28T23:59', 1],
      ['2026-04-29T00:00', 1],
    ])
    for (const [key, body] of world.objects) {
      const days = body
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as EventEnvelope).timestamp.slice(0, 10))
      expect(new Set(days)).toEqual(new Set([key.slice('audit/day='.length).slice(0, 10)]))
    }
  })

  it('are told apart from what was there before, within a batch too', async () => {
    const world = new ArchiveWorld(2, 0)
    const [one, other] = world.events(2) as [EventEnvelope, EventEnvelope]
    const archive = (...events: EventEnvelope[]) => world.invoke((archiving) => archiveBatch(archiving, events))
    expect([...(await archive(one, one))]).toEqual([[one.event_id, 'archived']])
    const replayed = { ...one, metadata: { ...one.metadata, replay_id: 'rpl_1', replay_scope: 'rpl_1' } }
    expect(await archive(replayed, other)).toEqual(
      new Map([
        [one.event_id, 'there before'],
        [other.event_id, 'archived'],
      ]),
    )
    for (const body of world.objects.values()) expect(body).not.toContain('rpl_1')
  })

  it('wait for a function that is just archiving them, and not for one that has died', async () => {
    const world = new ArchiveWorld(3, 0)
    const events = world.events(3)
    const interrupted = world.invoke((archiving) => {
      const objects = { ...archiving.objects, create: () => Promise.reject(new Error('died before the object')) }
      return archiveBatch({ ...archiving, objects }, events)
    })
    await expect(interrupted).rejects.toThrow('died before the object')
    const early = await world.invoke((archiving) => archiveBatch(archiving, events))
    for (const result of early.values()) expect(result).toBeInstanceOf(DeferredError)
    expect(world.objects.size).toBe(0)
    world.now += 5_000
    const [first, ...rest] = events as [EventEnvelope, ...EventEnvelope[]]
    expect([...(await world.invoke((archiving) => archiveBatch(archiving, [first]))).values()]).toEqual(['archived'])
    await world.invoke((archiving) => archiveBatch(archiving, rest))
    expect([...world.counts().values()]).toEqual([1, 1, 1])
  })

  it('are assigned by the minute of their id, whatever their time says', () => {
    expect(minuteOf(digitsOf('evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'))).toBe(
      new Date(0x01980c1e7b0a).toISOString().slice(0, 16),
    )
    expect(minuteOf(digitsOf('evt_ffffffff-ffff-7fff-8fff-ffffffffffff'))).toBe('+010889-08-02T05:31')
  })
})
