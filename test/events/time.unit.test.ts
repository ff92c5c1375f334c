import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { envelope } from '../../events/envelope.ts'
import { isExistingTime } from '../../events/time.ts'
import { anyCharacter } from '../support/any-text.ts'
import { orderCreatedEvent } from '../support/events.ts'

const two = (number: number): string => String(number).padStart(2, '0')
const text = ([year, month, day, hour, minute, second]: readonly number[], fraction: string): string =>
  `${String(year).padStart(4, '0')}-${two(month!)}-${two(day!)}T${two(hour!)}:${two(minute!)}:${two(second!)}${fraction}Z`

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
/** The Gregorian calendar, told without JavaScript's Date. */
function exists([year, month, day, hour, minute, second]: readonly number[]): boolean {
  if (month! < 1 || month! > 12) return false
  const days = [31, isLeapYear(year!) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month! - 1]!
  return day! >= 1 && day! <= days && hour! < 24 && minute! < 60 && second! < 60
}

const fraction = fc.oneof(fc.constant(''), fc.stringMatching(/^\.[0-9]{1,9}$/))
const twoDigits = fc.integer({ min: 0, max: 99 })
const anyFields = fc.tuple(fc.integer({ min: 0, max: 9999 }), twoDigits, twoDigits, twoDigits, twoDigits, twoDigits)
/** Most random fields are far off: these are at the edges of months, days and hours. */
const nearlyRight = fc.tuple(
  fc.constantFrom(1900, 1999, 2000, 2023, 2024, 2100),
  fc.integer({ min: 0, max: 13 }),
  fc.constantFrom(0, 1, 28, 29, 30, 31, 32),
  fc.constantFrom(0, 23, 24),
  fc.constantFrom(0, 59, 60),
  fc.constantFrom(0, 59, 60),
)

describe('the times of the contract', () => {
  it('exist in the calendar, or are refused', () => {
    fc.assert(
      fc.property(fc.oneof(anyFields, nearlyRight), fraction, (fields, digits) => {
        expect(isExistingTime(text(fields, digits))).toBe(exists(fields))
      }),
      { numRuns: 3000, seed: 9 },
    )
  })

  it('are whatever toISOString writes, of the years that have four digits', () => {
    const range = { min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') }
    fc.assert(
      fc.property(fc.date({ ...range, noInvalidDate: true }), (date) => {
        expect(isExistingTime(date.toISOString())).toBe(true)
      }),
    )
  })

  it('are no other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (any) => {
        expect(isExistingTime(any)).toBe(false)
      }),
    )
    for (const other of [
      '2026-01-01T00:00:00+00:00',
      '2026-01-01',
      '+012026-01-01T00:00:00Z',
      '2026-01-01T00:00:00Z\n',
    ]) {
      expect(isExistingTime(other), other).toBe(false)
    }
  })

  it.each([
    ['2026-02-30T00:00:00.000Z', 'must be a time that exists'],
    ['yesterday', 'must be a time in UTC, e.g. 2026-04-28T10:30:00.000Z'],
  ])('are the one violation of an envelope whose timestamp is %s', (timestamp, message) => {
    const result = envelope.safeParse({ ...orderCreatedEvent(1), timestamp })
    expect(result.error?.issues).toMatchObject([{ path: ['timestamp'], message }])
    expect(result.error?.issues).toHaveLength(1)
  })
})
