/** Tells when a schedule fires next. */
export interface ScheduleExpression {
  kind: 'at' | 'rate' | 'cron'
  /** The first time after `after`, epoch ms; undefined when there is none any more. `anchor` is when the schedule began. */
  next(after: number, anchor: number): number | undefined
}

export class ScheduleExpressionError extends Error {
  override name = 'ScheduleExpressionError'
}

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const MINUTE_MS = 60_000
const LONGEST_SEARCH_DAYS = 366 * 5

/**
 * Parses `at(2026-01-01T00:00:00)`, `rate(5 minutes)` or `cron(0 3 * * ? *)`; times are UTC. Of cron, the wildcards `L`, `W` and `#`
 * are not supported, nor a range that ends before it begins.
 * @throws {ScheduleExpressionError} also for all that EventBridge refuses:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function parseScheduleExpression(expression: string): ScheduleExpression {
  const [, kind, argument = ''] = /^(at|rate|cron)\((.*)\)$/.exec(expression) ?? []
  if (kind === 'at') return at(argument)
  if (kind === 'rate') return rate(argument)
  if (kind === 'cron') return cron(argument)
  throw new ScheduleExpressionError(`Invalid Schedule Expression ${expression}.`)
}

function at(argument: string): ScheduleExpression {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(argument) ? Date.parse(`${argument}Z`) : Number.NaN
  // JavaScript takes February 30 for March 2, and 24:00 for the next midnight.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== argument)
    throw new ScheduleExpressionError(`Invalid Schedule Expression at(${argument}).`)
  return { kind: 'at', next: (after) => (time > after ? time : undefined) }
}

function rate(argument: string): ScheduleExpression {
  const [, count = '', unit = '', plural = ''] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(argument) ?? []
  const periodMs = (count === '1') === (plural === '') ? Number(count) * (UNITS[unit] ?? 0) : 0
  if (!periodMs) throw new ScheduleExpressionError(`Invalid Schedule Expression rate(${argument}).`)
  return { kind: 'rate', next: (after, anchor) => anchor + (Math.floor((after - anchor) / periodMs) + 1) * periodMs }
}

/** Minutes, hours, day of month, month, day of week, year; with `*`, `?`, lists, ranges, steps and names. */
function cron(argument: string): ScheduleExpression {
  const fields = argument.trim().split(/\s+/)
  const [minutes, hours, daysOfMonth, months, daysOfWeek, years] = fields
  // One of the two says which days; the other leaves them open. No other field can be left open.
  const leavesOpen = [daysOfMonth, daysOfWeek].filter((days) => days === '?').length
  if (fields.length !== 6 || leavesOpen !== 1 || fields.filter((one) => one === '?').length !== 1) {
    throw new ScheduleExpressionError(`Invalid Schedule Expression cron(${argument}).`)
  }
  const minute = field(minutes, 0, 59)
  const hour = field(hours, 0, 23)
  const dayOfMonth = field(daysOfMonth, 1, 31)
  const month = field(months, 1, 12, MONTHS, 1)
  const dayOfWeek = field(daysOfWeek, 1, 7, DAYS, 1)
  const year = field(years, 1970, 2199)
  const onDay = (date: Date) =>
    year(date.getUTCFullYear()) &&
    month(date.getUTCMonth() + 1) &&
    dayOfMonth(date.getUTCDate()) &&
    dayOfWeek(date.getUTCDay() + 1)
  const next = (after: number) => {
    let time = (Math.floor(after / MINUTE_MS) + 1) * MINUTE_MS
    const giveUp = after + LONGEST_SEARCH_DAYS * 86_400_000
    while (time < giveUp) {
      const date = new Date(time)
      if (!onDay(date)) time = date.setUTCHours(24, 0, 0, 0)
      else if (!hour(date.getUTCHours())) time = date.setUTCMinutes(60, 0, 0)
      else if (!minute(date.getUTCMinutes())) time += MINUTE_MS
      else return time
    }
    return undefined
  }
  return { kind: 'cron', next }
}

type FieldTest = (value: number) => boolean

function field(text = '*', min: number, max: number, names: string[] = [], firstName = 0): FieldTest {
  if (text === '*' || text === '?') return () => true
  const number = (part: string): number => {
    const index = names.indexOf(part.toUpperCase())
    const value = index >= 0 ? index + firstName : /^\d+$/.test(part) ? Number(part) : Number.NaN
    if (!Number.isInteger(value) || value < min || value > max) {
      throw unsupported(text)
    }
    return value
  }
  const tests = text.split(',').map((part): FieldTest => {
    const [, first = '', last, step] = /^(\*|\w+)(?:-(\w+))?(?:\/([1-9]\d*))?$/.exec(part) ?? []
    const from = first === '*' ? min : number(first)
    const to = last !== undefined ? number(last) : step !== undefined || first === '*' ? max : from
    if (to < from || (first === '*' && last !== undefined)) throw unsupported(text)
    const every = step === undefined ? 1 : Number(step)
    return (value) => value >= from && value <= to && (value - from) % every === 0
  })
  return (value) => tests.some((test) => test(value))
}

const unsupported = (text: string) =>
  new ScheduleExpressionError(`"${text}" is not supported in a cron expression here.`)
