import { vi } from 'vitest'

/** Longer than any wait of a test takes on a machine that is busy with other things; it costs nothing when all goes well. */
export const patienceMs = 120_000

/** Waits until `assertion` does not throw any more, or rejects as it does in the end. */
export function eventually<Result>(assertion: () => Result | Promise<Result>, intervalMs = 5): Promise<Result> {
  return vi.waitFor(assertion, { timeout: patienceMs, interval: intervalMs })
}
