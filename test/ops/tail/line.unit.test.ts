import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { lineOf } from '../../../ops/tail/line.ts'

it('a line of tail shows no text that moves the cursor, hides something or turns the direction', () => {
  const hostile = 'a\u001b[2Jb\u009b1;1Hc\u202ed\u2066e\u200bf\ng'
  const line = lineOf(
    {
      at: '2026-04-28T10:30:00.000Z',
      consumer: 'payment',
      outcome: 'failed',
      event_id: 'evt_1',
      event_type: hostile,
      aggregate_id: hostile,
      correlation_id: null,
      causation_id: null,
      attempt: 2,
      duration_ms: 12,
      lag_ms: null,
      delay_seconds: 4,
      replay_id: null,
      error: hostile,
      stack: null,
      led_to: [{ id: 'evt_2', type: hostile }],
    },
    400,
  )
  const shown = stripVTControlCharacters(line)
  expect(shown.match(/a \[2Jb 1;1Hc d e f g/g)).toHaveLength(4)
  expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
