import { UsageError } from '../terminal/usage-error.ts'
import { timeOption } from './time-option.ts'

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * A moment in the past: a time from now (`90s`, `15m`, `2h`, `3d`), or a point of time as ISO 8601 with its zone.
 * @param now epoch milliseconds. @returns epoch milliseconds. @throws {UsageError}
 */
export function sinceOption(option: string, text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * (UNIT_MS[unit] ?? 0)
  if (!/^\d{4}-/.test(text)) {
    throw new UsageError(
      `${option} is "${text}": give a time such as 90s, 15m, 2h or 3d, or one like 2026-04-28T10:30:00Z.`,
    )
  }
  return Date.parse(timeOption(option, text))
}
