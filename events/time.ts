/** How the contract writes a time: ISO 8601 in UTC, up to nanoseconds. */
export const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/

/**
 * Whether a text of that form names a time that exists. JavaScript's own parser answers some that do not with a later day
 * (February 30 is March 2 to it, 24:00 the next midnight), so what it has understood is compared with what was written.
 * A leap second (`:60`) counts as none: no clock of the pipeline can give or keep it.
 */
export function isExistingTime(text: string): boolean {
  if (!timeForm.test(text)) return false
  const epochMilliseconds = Date.parse(text)
  if (Number.isNaN(epochMilliseconds)) return false
  return new Date(epochMilliseconds).toISOString().slice(0, 19) === text.slice(0, 19)
}
