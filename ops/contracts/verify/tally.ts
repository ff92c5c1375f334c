import * as z from 'zod/mini'
import type { Failure } from './failure.ts'
import type { Judged } from './judge-event.ts'

const count = z.int().check(z.nonnegative())

/** What has been found so far. Bounded, however many events there are: faults of one kind count as one. */
export const tally = z.object({
  events: count,
  /** By `<type> version <n>`. */
  stored: z.record(z.string(), count),
  faults: z.array(
    z.object({ code: z.string(), of: z.string(), reason: z.string(), count, examples: z.array(z.string()) }),
  ),
  /** Failures of kinds beyond the first {@link MOST_FAULTS}. */
  further: count,
})

export type Tally = z.infer<typeof tally>

const MOST_FAULTS = 500
const MOST_EXAMPLES = 3

export const emptyTally = (): Tally => ({ events: 0, stored: {}, faults: [], further: 0 })

export function countEvent(into: Tally, { stored }: Judged): void {
  into.events++
  if (stored !== undefined) into.stored[stored] = (into.stored[stored] ?? 0) + 1
}

export function countFailure(into: Tally, { code, of, reason, id }: Failure): void {
  const known = into.faults.find((fault) => fault.code === code && fault.of === of && fault.reason === reason)
  if (known) {
    known.count++
    if (known.examples.length < MOST_EXAMPLES) known.examples.push(id)
  } else if (into.faults.length < MOST_FAULTS) {
    into.faults.push({ code, of, reason, count: 1, examples: [id] })
  } else {
    into.further++
  }
}

export const failuresIn = ({ faults, further }: Tally): number =>
  faults.reduce((sum, fault) => sum + fault.count, further)
