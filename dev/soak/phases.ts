/** The ends of the phases of a run. All are times of `performance.now()`. */
export interface Times {
  readonly began: number
  /** The last order was accepted. */
  readonly placed: number
  /** When each message was done with, ascending. */
  readonly doneAt: readonly number[]
  readonly settled: number
  readonly checked: number
}

/** The last messages wait, for a retry or a claim to end, rather than work. */
const TAIL_SHARE = 0.02

export function describePhases({ began, placed, doneAt, settled, checked }: Times): string {
  const mostDone = Math.max(placed, doneAt[Math.floor(doneAt.length * (1 - TAIL_SHARE))] ?? placed)
  const lastDone = Math.max(mostDone, doneAt.at(-1) ?? mostDone)
  const parts: readonly (readonly [string, number])[] = [
    ['placing', placed - began],
    ['draining', mostDone - placed],
    [`tail (last ${TAIL_SHARE * 100} % of messages)`, lastDone - mostDone],
    ['seeing that it settled', settled - lastDone],
    ['checking', checked - settled],
  ]
  return parts.map(([name, milliseconds]) => `${name} ${(milliseconds / 1_000).toFixed(1)} s`).join(', ')
}
