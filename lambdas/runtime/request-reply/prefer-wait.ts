/** A caller may hold the connection this long, seconds; API Gateway closes it after 30. */
export const MAX_WAIT_SECONDS = 20

/**
 * Reads `wait=<seconds>` of a `Prefer` header (RFC 7240): how long the caller would wait for the outcome, capped.
 * @returns nothing when there is no such wish, or one that makes no sense: preferences are never an error.
 */
export function preferredWait(prefer: string | undefined): number | undefined {
  for (const preference of (prefer ?? '').split(',')) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;.*)?$/i.exec(preference) ?? []
    // The first of several counts.
    if (seconds !== undefined) return Number(seconds) > 0 ? Math.min(MAX_WAIT_SECONDS, Number(seconds)) : undefined
  }
  return undefined
}
