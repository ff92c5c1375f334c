import { isoTime } from '../system/clock.ts'

const DAY_MS = 86_400_000

/** The lowest id that an event of that time can have. @param time ISO 8601. */
export function lowestIdAt(time: string): string {
  const hex = Math.max(0, Date.parse(time)).toString(16).padStart(12, '0')
  return `evt_${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

/** Every UTC day with a moment in it that is at or after `from` and before `to`, as `YYYY-MM-DD`. */
export function daysBetween(from: string, to: string): string[] {
  const [start, end] = [Date.parse(from), Date.parse(to)]
  const days: string[] = []
  for (let day = start - (((start % DAY_MS) + DAY_MS) % DAY_MS); day < end; day += DAY_MS) {
    days.push(isoTime(day).slice(0, 10))
  }
  return days
}
