import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentOption, rangeOption, sinceOption } from '../../../ops/cli/since.ts'
import { UsageError } from '../../../ops/cli/usage-error.ts'

const now = Date.parse('2026-04-28T10:30:00.000Z')
const ago = (seconds: number) => now - seconds * 1000

describe('since when something is looked for', () => {
  it.each([
    ['0s', ago(0)],
    ['90s', ago(90)],
    ['15m', ago(900)],
    ['2h', ago(7_200)],
    ['3d', ago(259_200)],
    ['3660d', ago(3_660 * 86_400)],
    ['2026-04-28T12:30:00+02:00', now],
  ])('%s', (text, moment) => expect(sinceOption('--since', text, now)).toBe(moment))

  it.each([
    ['3661d', 'over ten years ago'],
    ['999999d', 'over ten years ago'],
    ['0001-01-01T00:00:00Z', 'over ten years ago'],
    ['2026-04-28T10:30:00.001Z', 'still to come; now it is 2026-04-28T10:30:00.000Z.'],
    ['2062-04-28T10:30:00Z', 'still to come'],
    ['1w', 'give a time such as'],
    ['-5m', 'give a time such as'],
    ['1.5h', 'give a time such as'],
    ['', 'give a time such as'],
  ])(
    'is never %s: nothing would be found, which looks like an answer, or it would be looked for without end',
    (text, why) => {
      expect(() => sinceOption('--since', text, now)).toThrow(UsageError)
      expect(() => sinceOption('--since', text, now)).toThrow(why)
    },
  )

  it('an end may be still to come', () => {
    expect(momentOption('--to', '2062-04-28T10:30:00Z', now)).toBeGreaterThan(now)
  })

  it('whatever stands there, it is a moment of the last ten years, or refused in one line', () => {
    const unit = fc.constantFrom('s', 'm', 'h', 'd', 'w', '')
    const relative = fc.tuple(fc.integer({ min: -1, max: 2_000_000 }), unit).map(([count, name]) => `${count}${name}`)
    const absolute = fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
    fc.assert(
      fc.property(fc.oneof(relative, absolute, fc.string()), (text) => {
        try {
          const moment = sinceOption('--since', text, now)
          expect(moment).toBeLessThanOrEqual(now)
          expect(new Date(moment).toISOString()).toMatch(/^20[12]\d-/)
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      }),
    )
  })
})

describe('from one moment to another', () => {
  it('is what is given of it', () => {
    expect(rangeOption({}, now)).toEqual({})
    expect(rangeOption({ from: '2h', to: '1h' }, now)).toEqual({ from: ago(7_200), to: ago(3_600) })
    expect(rangeOption({ to: '2030-01-01T00:00:00Z' }, now)).toEqual({ to: Date.parse('2030-01-01T00:00:00Z') })
  })

  it.each([
    ['1h', '2h'],
    ['1h', '1h'],
    ['2026-04-28T00:00:00Z', '2026-04-27T00:00:00Z'],
  ])('is nothing from %s to %s', (from, to) => {
    expect(() => rangeOption({ from, to }, now)).toThrow(`--from ${from} is not before --to ${to}`)
  })
})
