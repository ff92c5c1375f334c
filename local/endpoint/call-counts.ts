import type { Call } from './server.ts'

/** Calls by caller, and by service and operation: what a person pays AWS for. */
export type CallTotals = Record<string, Record<string, number>>

export interface CallCounts {
  count(call: Call): void
  totals(): CallTotals
}

/** @param functionOf The function that signs with an access key; calls from outside of all functions count as `outside`. */
export function createCallCounts(functionOf: (accessKey: string) => string | undefined): CallCounts {
  const callers = new Map<string, Map<string, number>>()
  return {
    count({ service, operation, accessKey }) {
      const caller = (accessKey !== undefined && functionOf(accessKey)) || 'outside'
      const counts = callers.get(caller) ?? new Map<string, number>()
      callers.set(caller, counts)
      const name = `${service} ${operation}`
      counts.set(name, (counts.get(name) ?? 0) + 1)
    },
    totals: () => Object.fromEntries([...callers].map(([caller, counts]) => [caller, Object.fromEntries(counts)])),
  }
}
