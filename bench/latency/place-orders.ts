import { setTimeout as delay } from 'node:timers/promises'

/** What became of one order. Milliseconds count from its own request. */
export interface PlacedOrder {
  /** Until the answer, whichever it was. */
  readonly answeredMs: number
  readonly accepted: boolean
  /** Until the order had ended well; undefined if it never did. */
  readonly endedMs?: number
  /** Until the customer was told so, too. */
  readonly toldMs?: number
}

/** Places each order at its time, whether or not the ones before it were answered. */
export async function placeAt<Result>(
  times: readonly number[],
  place: (index: number) => Promise<Result>,
  label: string,
): Promise<Result[]> {
  const began = performance.now()
  const placed: Promise<Result>[] = []
  for (const [index, time] of times.entries()) {
    await delay(Math.max(0, began + time - performance.now()))
    placed.push(place(index))
    if ((index + 1) % 20 === 0) process.stderr.write(`\r${label}: ${index + 1} of ${times.length} orders placed`)
  }
  process.stderr.write('\n')
  return Promise.all(placed)
}
