import { styleText } from 'node:util'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { print } from '../../../ops/cli/print.ts'
import { table } from '../../../ops/cli/table.ts'
import { oneLine, visible, visibleLine } from '../../../ops/cli/visible.ts'
import { holdsText } from '../../../ops/parked/print.ts'
import { listText } from '../../../ops/relay/print.ts'
import { anyCharacter } from '../../support/any-text.ts'

/** Whatever moves a cursor, clears a screen, hides or turns what stands on it. */
const hostile = [
  '\u001b[2J\u001b[H',
  '\u001b]0;title\u0007',
  '\u009b2J',
  '\r',
  '\b\b\b',
  '\u0000',
  '\u007f',
  '\u202e',
  '\u2066',
]
const anyText = fc.array(fc.oneof(fc.constantFrom(...hostile, '\n', '\t', '\u2028'), fc.string({ unit: anyCharacter })))
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
const FORBIDDEN = /\u001b(?!\[\d+m)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

afterEach(() => {
  vi.restoreAllMocks()
})

describe('what a terminal may show of a text from anywhere', () => {
  it('has nothing in it that moves the cursor, hides a line or turns its direction', () => {
    fc.assert(
      fc.property(anyText, (parts) => {
        const text = parts.join('')
        expect(visible(text)).not.toMatch(FORBIDDEN)
        expect(visibleLine(text)).not.toMatch(FORBIDDEN)
        expect(visibleLine(text)).not.toMatch(/[\r\n\u2028]/)
        expect(oneLine(text)).not.toMatch(/\p{Cc}/u)
      }),
    )
  })

  it('keeps lines, tabs and colours', () => {
    const text = `one\n\ttwo ${styleText('red', 'three', { validateStream: false })} 🙂\n`
    expect(visible(text)).toBe(text)
  })

  it('is what every command prints, also in a table, where a text keeps its line', () => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const cells = hostile.map((text) => ({ text: `a${text}b\nc` }))
    print(false, {}, () => table(cells, [{ title: 'TEXT', of: ({ text }) => text }], 80))
    const [[shown]] = written.mock.calls as [[string]]
    expect(shown).not.toMatch(FORBIDDEN)
    expect(shown.split('\n')).toHaveLength(hostile.length + 2)
  })

  it('holds for causes, which hold what others have sent', () => {
    const message = `no\n${hostile.join('')}`
    const set = {
      relay: 'events' as const,
      set_aside_at: '2026-04-28T10:30:00.000Z',
      code: 'X',
      what: message,
      message,
    }
    expect(listText([set as never]).split('\n')).toHaveLength(2)
    const cause = { event_id: 'evt_1', error_type: 'X', error_message: message, failed_at: set.set_aside_at }
    const hold = { consumer: 'a', aggregate: 'b', parked: 1, held_since: set.set_aside_at, head_position: '1', cause }
    expect(holdsText([hold as never], Date.parse(set.set_aside_at)).split('\n')).toHaveLength(3)
  })
})
