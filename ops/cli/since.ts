import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import { timeOption } from './time-option.ts'
import { UsageError } from './usage-error.ts'

const DAY_MS = 86_400_000
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: DAY_MS }

/** Ten years. What reads by time asks day by day, also where there is nothing. */
const LONGEST_DAYS = 3_660

/**
 * A moment: a time from now (`90s`, `15m`, `2h`, `3d`), or a point of time as ISO 8601 with its zone, which may be still to come.
 * @param now epoch milliseconds. @returns epoch milliseconds. @throws {UsageError} for what is none, or over ten years ago.
 */
export function momentOption(option: string, text: string, now: number): number {
  const moment = momentOf(option, text, now)
  if (now - moment <= LONGEST_DAYS * DAY_MS) return moment
  throw new UsageError(`${option} is "${text}": that is over ten years ago, and nothing is as old.`)
}

/**
 * A moment in the past, since when something is looked for: nothing is found since one that is still to come, and that would look like an
 * answer.
 * @param now epoch milliseconds. @returns epoch milliseconds. @throws {UsageError}
 */
export function sinceOption(option: string, text: string, now: number): number {
  const moment = momentOption(option, text, now)
  if (moment <= now) return moment
  throw new UsageError(`${option} is "${text}", which is still to come; now it is ${isoTime(now)}.`)
}

export interface Range<Moment> {
  readonly from?: Moment
  readonly to?: Moment
}

/**
 * From `--from` up to `--to`, as far as they are given.
 * @throws {UsageError} also where the end is not behind the beginning: there is nothing in between, which would look like an answer.
 */
export function rangeOption({ from, to }: Range<string>, now: number): Range<number> {
  const start = from === undefined ? undefined : sinceOption('--from', from, now)
  const end = to === undefined ? undefined : momentOption('--to', to, now)
  if (end !== undefined && start !== undefined && end <= start) {
    throw new UsageError(`--from ${from} is not before --to ${to}: there is nothing in between.`)
  }
  return { ...(start !== undefined && { from: start }), ...(end !== undefined && { to: end }) }
}

/**
 * Refuses what can be no moment, before anything is asked of AWS: a mistake in what was typed is told at once. This computer's clock may be wrong, so
 * that a time which is still to come by it is left to whoever knows the time of AWS.
 * @param now epoch milliseconds, of this computer. @throws {UsageError}
 */
export const assertSince = (option: string, text: string, now: number): void =>
  void sinceOption(option, text, now + DAY_MS)

/** Checks a range in the way of {@link assertSince}. @throws {UsageError} */
export const assertRange = (range: Range<string>, now: number): void => void rangeOption(range, now + DAY_MS)

function momentOf(option: string, text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * (UNIT_MS[unit] ?? 0)
  if (!/^\d{4}-/.test(text)) {
    throw new UsageError(
      `${option} is "${text}": give a time such as 90s, 15m, 2h or 3d, or one like 2026-04-28T10:30:00Z.`,
    )
  }
  return Date.parse(timeOption(option, text))
}
