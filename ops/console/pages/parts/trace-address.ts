const DAY_MS = 86_400_000

/**
 * The address of the trace of what something belongs to. A correlation id is found by logs, which are searched from a day before the time of
 * what is known of it.
 * @param at ISO 8601
 */
export function traceAddress(id: string, at: string): string {
  const since = new Date(Date.parse(at) - DAY_MS).toISOString()
  return `/trace?${new URLSearchParams({ id, since })}`
}
