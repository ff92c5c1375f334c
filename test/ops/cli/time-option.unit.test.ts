import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeOption } from '../../../ops/cli/time-option.ts'
import { UsageError } from '../../../ops/cli/usage-error.ts'

const two = (value: number) => String(value).padStart(2, '0')

describe('a time on the command line', () => {
  it.each([
    ['2026-04-28T10:30:00Z', '2026-04-28T10:30:00.000Z'],
    ['2026-04-28T10:30Z', '2026-04-28T10:30:00.000Z'],
    ['2026-04-28T10:30:00.123456789Z', '2026-04-28T10:30:00.123Z'],
    ['2026-04-28T00:30:00+02:00', '2026-04-27T22:30:00.000Z'],
    ['2026-12-31T23:30:00-01:30', '2027-01-01T01:00:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, time) => expect(timeOption('--from', text)).toBe(time))

  it.each([
    '',
    'yesterday',
    '2026-04-28',
    '2026-04-28T10:30:00',
    '2026-04-28 10:30:00Z',
    '2026-04-28T10:30:00z',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-99-99T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-04-28T24:00:00Z',
    '2026-04-28T10:60:00Z',
    '2026-04-28T10:30:60Z',
    '2026-04-28T10:30:00+24:00',
    '2026-04-28T10:30:00+0200',
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
    '+012026-04-28T10:30:00Z',
    '1777372200',
    '2026-04-28T10:30:00Z\n',
    '٢٠٢٦-04-28T10:30:00Z',
  ])('%j is refused', (text) => expect(() => timeOption('--from', text)).toThrow(UsageError))

  it('is taken if and only if calendar and clock have it, and then for that very moment', () => {
    const field = (most: number) => fc.integer({ min: 0, max: most })
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1900, max: 2100 }), field(13), field(32), field(25), field(61), field(61)),
        ([year, month, day, hour, minute, second]) => {
          const text = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}Z`
          const days = [
            31,
            year % 4 === 0 && year !== 1900 && year !== 2100 ? 29 : 28,
            31,
            30,
            31,
            30,
            31,
            31,
            30,
            31,
            30,
            31,
          ]
          const isReal = day >= 1 && day <= (days[month - 1] ?? 0) && hour < 24 && minute < 60 && second < 60
          if (isReal) expect(timeOption('--to', text)).toBe(text.replace('Z', '.000Z'))
          else expect(() => timeOption('--to', text)).toThrow(UsageError)
        },
      ),
    )
  })

  it('comes back from any zone', () => {
    const moments = fc.date({ min: new Date('1900-01-02'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(moments, fc.integer({ min: -14 * 60, max: 14 * 60 }), (moment, minutes) => {
        const local = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, -1)
        const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
        expect(timeOption('--from', local + offset)).toBe(moment.toISOString())
      }),
    )
  })
})
