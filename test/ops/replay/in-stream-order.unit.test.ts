import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { inStreamOrder, type Selected } from '../../../ops/replay/in-stream-order.ts'

const START = Date.parse('2026-04-28T10:30:00.000Z')

interface Made {
  readonly stream: number
  /** When it really happened, milliseconds. */
  readonly at: number
  /** How wrong the clock of its maker was, milliseconds. */
  readonly skew: number
}

/** Events of some streams, each stream in order of what really happened, stamped by clocks that differ. */
function eventsOf(made: readonly Made[]): EventEnvelope[] {
  const sequences = new Map<number, number>()
  return made
    .toSorted((left, right) => left.at - right.at)
    .map(({ stream, at, skew }, index) => {
      const sequence = (sequences.get(stream) ?? 0) + 1
      sequences.set(stream, sequence)
      const timestamp = new Date(START + at + skew).toISOString()
      return {
        event_id: `${timestamp}-${String((index * 7919) % 10_007).padStart(5, '0')}`,
        timestamp,
        aggregate_type: 'order',
        aggregate_id: `ord_${stream}`,
        sequence,
      } as EventEnvelope
    })
}

const byId = (events: readonly EventEnvelope[]) =>
  events.toSorted((left, right) => (left.event_id < right.event_id ? -1 : 1))

async function collect(events: readonly EventEnvelope[]): Promise<Selected[]> {
  async function* source() {
    yield* events
  }
  const selected: Selected[] = []
  for await (const one of inStreamOrder(source())) selected.push(one)
  return selected
}

const made = fc.array(
  fc.record({
    stream: fc.integer({ min: 1, max: 4 }),
    at: fc.integer({ min: 0, max: 60_000 }),
    skew: fc.integer({ min: -4_000, max: 4_000 }),
  }),
  { maxLength: 60 },
)

describe('events in stream order', () => {
  it('are all there, each stream in its own order, whatever the clocks of their makers', async () => {
    await fc.assert(
      fc.asyncProperty(made, async (history) => {
        const events = eventsOf(history)
        const selected = (await collect(byId(events))).map(({ event }) => event)
        expect(byId(selected)).toEqual(byId(events))
        for (const stream of new Set(events.map((event) => event.aggregate_id))) {
          const sequences = selected.filter((event) => event.aggregate_id === stream).map((event) => event.sequence)
          expect(sequences).toEqual(sequences.toSorted((left, right) => left - right))
        }
      }),
    )
  })

  it('lose nothing when they are taken up again behind any cursor', async () => {
    await fc.assert(
      fc.asyncProperty(made, fc.nat(), async (history, stop) => {
        const events = byId(eventsOf(history))
        const first = (await collect(events)).slice(0, events.length === 0 ? 0 : stop % (events.length + 1))
        const cursor = first.at(-1)?.cursor ?? ''
        const second = await collect(events.filter((event) => event.event_id > cursor))
        const sent = new Set([...first, ...second].map(({ event }) => event.event_id))
        expect(sent.size).toBe(events.length)
      }),
    )
  })

  it('do not wait for the end of a long history', async () => {
    const read: number[] = []
    async function* source() {
      for (const event of eventsOf(
        Array.from({ length: 100 }, (_, index) => ({ stream: 1, at: index * 1000, skew: 0 })),
      )) {
        read.push(event.sequence)
        yield event
      }
    }
    await inStreamOrder(source()).next()
    expect(read.length).toBeLessThan(15)
  })
})
