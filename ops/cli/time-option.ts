import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import { UsageError } from './usage-error.ts'

const ISO_8601 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-](\d{2}):(\d{2}))$/

/**
 * A moment as it was typed: date, time and zone, as ISO 8601 writes them. A time without a zone is another moment on every
 * machine, so it is refused; so is one that no calendar has, which `Date` would take for one some days later.
 * @returns the same moment in UTC, ISO 8601 with milliseconds; what is finer is cut off. @throws {UsageError}
 */
export function timeOption(option: string, text: string): string {
  const refuse = (why: string): never => {
    throw new UsageError(
      `${option} is "${text}": ${why}. Give date, time and zone as ISO 8601, e.g. 2026-04-28T10:30:00Z.`,
    )
  }
  const match = ISO_8601.exec(text)
  if (!match) {
    const isZoneMissing = ISO_8601.test(`${text}Z`) || /^\d{4}-\d{2}-\d{2}$/.test(text)
    return refuse(isZoneMissing ? 'it says no zone, so it is another moment on every machine' : 'that is not a time')
  }
  const [year, month, day, hour, minute] = match.slice(1, 6).map(Number) as [number, number, number, number, number]
  const [second, zoneHour, zoneMinute] = [match[6], match[9], match[10]].map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
  ]
  const millisecond = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const local = new Date(0)
  local.setUTCFullYear(year, month - 1, day)
  local.setUTCHours(hour, minute, second, millisecond)
  // What the calendar or the clock does not have comes out as another moment.
  const isReal = isoTime(local.getTime()).slice(0, 19) === `${text.slice(0, 16)}:${match[6] ?? '00'}`
  if (!isReal || zoneHour > 23 || zoneMinute > 59) return refuse('there is no such time')
  const sign = match[8]?.startsWith('-') ? -1 : 1
  const utc = local.getTime() - sign * (zoneHour * 60 + zoneMinute) * 60_000
  const written = isoTime(utc)
  return /^\d{4}-/.test(written) ? written : refuse('its year has more than four digits in UTC')
}
