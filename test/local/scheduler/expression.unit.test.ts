import { describe, expect, test } from 'vitest'
import { parseScheduleExpression, ScheduleExpressionError } from '../../../local/scheduler/expression.ts'

const at = (text: string) => Date.parse(`${text}Z`)
const next = (expression: string, after: string, anchor = after) => {
  const time = parseScheduleExpression(expression).next(at(after), at(anchor))
  return time === undefined ? undefined : new Date(time).toISOString().slice(0, 19)
}

describe('schedule expressions', () => {
  test.each([
    ['at(2026-03-01T10:00:00)', '2026-02-01T00:00:00', '2026-03-01T10:00:00'],
    ['at(2026-03-01T10:00:00)', '2026-03-01T10:00:00', undefined],
    ['cron(15 12 * * ? *)', '2026-01-01T12:15:00', '2026-01-02T12:15:00'],
    ['cron(0/15 * * * ? *)', '2026-01-01T12:16:10', '2026-01-01T12:30:00'],
    ['cron(0 18 ? * MON-FRI *)', '2026-01-02T18:00:00', '2026-01-05T18:00:00'],
    ['cron(0 8 1 * ? *)', '2026-01-01T08:00:00', '2026-02-01T08:00:00'],
    ['cron(30 0 29 FEB ? *)', '2026-01-01T00:00:00', '2028-02-29T00:30:00'],
    ['cron(5,10 1-2 * * ? *)', '2026-01-01T01:10:00', '2026-01-01T02:05:00'],
    ['cron(0 0 1 1 ? 2020)', '2026-01-01T00:00:00', undefined],
  ])('%s after %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected)
  })

  test('a rate counts from its beginning', () => {
    expect(next('rate(5 minutes)', '2026-01-01T00:07:00', '2026-01-01T00:01:00')).toBe('2026-01-01T00:11:00')
    expect(next('rate(1 day)', '2026-01-01T00:00:00')).toBe('2026-01-02T00:00:00')
  })

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
  test.each([
    '',
    'every(5 minutes)',
    'rate(5)',
    'rate(0 minutes)',
    // "If the value is equal to 1, then the unit must be singular. If the value is greater than 1, the unit must be plural."
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(-5 minutes)',
    'rate(5 min)',
    'rate(1.5 hours)',
    'at(tomorrow)',
    'at(2026-02-30T10:00:00)',
    'at(2026-02-28T24:00:00)',
    'at(2026-02-28T10:00:00Z)',
    'cron(* * *)',
    'cron(0 0 L * ? *)',
    'cron(0/0 * * * ? *)',
    'cron(0/x * * * ? *)',
    'cron(0/ * * * ? *)',
    'cron(5-3 * * * ? *)',
    'cron(1-2-3 * * * ? *)',
    'cron(*-3 * * * ? *)',
    'cron(1,,2 * * * ? *)',
    'cron(0x5 * * * ? *)',
    'cron(60 * * * ? *)',
    // "If you specify a value (or a *) in one of the fields, you must use a ? (question mark) in the other."
    'cron(0 0 1 * 1 *)',
    'cron(0 0 ? * ? *)',
    'cron(? * * * ? *)',
    'cron(0 ? * * ? *)',
    'cron(0 0 * ? ? *)',
    'cron(0 0 * * ? ?)',
    'cron(0 0 * * ?)',
    'cron(0 0 * * ? * *)',
  ])('"%s" is refused', (expression) => {
    expect(() => parseScheduleExpression(expression)).toThrow(ScheduleExpressionError)
  })
})
