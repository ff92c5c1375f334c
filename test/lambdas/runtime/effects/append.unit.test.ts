import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { defineCommand } from '../../../../events/define-command.ts'
import { defineEvent } from '../../../../events/define-event.ts'
import { envelope } from '../../../../events/envelope.ts'
import { draft } from '../../../../lambdas/runtime/aggregate/event-draft.ts'
import { Effects } from '../../../../lambdas/runtime/effects/effects.ts'
import { createIds, systemRandomBytes } from '../../../../lambdas/runtime/system/ids.ts'

const noted = defineEvent({
  type: 'text.noted',
  aggregate: 'text',
  producer: 'test-service',
  meaning: 'A text was noted.',
  schema: z.object({ text: z.string() }),
  example: { text: 'x' },
})

const clock = { now: () => Date.parse('2026-04-28T10:00:00.000Z') }
const effects = () => {
  const ids = createIds(clock, systemRandomBytes)
  return new Effects({ clock, ids, source: 'test', eventTable: 'events' }, { correlation_id: 'r', causation_id: 'c' })
}

describe('appending events', () => {
  it('gives them consecutive places, one time, ascending ids, and what caused them', () => {
    const events = effects().append(
      { aggregateId: 't1', after: 4 },
      [1, 2, 3].map((n) => draft(noted, { text: `${n}` })),
    )
    expect(events.map(({ sequence }) => sequence)).toEqual([5, 6, 7])
    expect(new Set(events.map(({ timestamp }) => timestamp))).toEqual(new Set(['2026-04-28T10:00:00.000Z']))
    const ids = events.map(({ event_id }) => event_id)
    expect(ids).toEqual([...new Set(ids)].sort())
    for (const event of events) expect(envelope.safeParse(event).success).toBe(true)
  })

  it('makes them later than what they follow, even where another clock was ahead', () => {
    const [event] = effects().append({ aggregateId: 't1', after: 1, latest: '2026-04-28T10:00:07.000Z' }, [
      draft(noted, { text: 'x' }),
    ])
    expect(event?.timestamp).toBe('2026-04-28T10:00:07.001Z')
  })

  it('refuses what could be stored, but never be published', () => {
    const append = (length: number) =>
      effects().append({ aggregateId: 't1', after: 0 }, [draft(noted, { text: 'é'.repeat(length) })])
    expect(() => append(122_000)).not.toThrow()
    expect(() => append(123_000)).toThrow(expect.objectContaining({ code: 'EVENT_TOO_LARGE' }))
  })
})

describe('sending commands', () => {
  it('refuses one that its queue could not carry', () => {
    const ids = createIds(clock, systemRandomBytes)
    const sending = new Effects(
      { clock, ids, source: 'test', commandTable: 'commands' },
      { correlation_id: 'r', causation_id: 'c' },
    )
    const note = defineCommand({
      type: 'note_text',
      addressee: 'notes',
      meaning: 'Note a text.',
      schema: z.object({ text: z.string() }),
      example: { text: 'x' },
    })
    expect(() => sending.send(note, { text: 'x'.repeat(250_000) })).toThrow(
      /note_text to notes has \d+ bytes; allowed are/,
    )
    expect([sending.commands, sending.writes]).toEqual([[], []])
  })
})
