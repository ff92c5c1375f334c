import * as z from 'zod/mini'
import type { Failure } from './failure.ts'
import type { Judged } from './judge-event.ts'

const count = z.int().check(z.nonnegative())

/** The findings so far. Their size is bounded, however many events there are, because faults of one kind count as one. */
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

export const countFailure = (into: Tally, { code, of, reason, id }: Failure): void =>
  addFault(into, { code, of, reason, count: 1, examples: [id] })

function addFault(into: Tally, { code, of, reason, count, examples }: Tally['faults'][number]): void {
  const known = into.faults.find((fault) => fault.code === code && fault.of === of && fault.reason === reason)
  if (known) {
    known.count += count
    known.examples.push(...examples.slice(0, MOST_EXAMPLES - known.examples.length))
  } else if (into.faults.length < MOST_FAULTS) {
    into.faults.push({ code, of, reason, count, examples: [...examples] })
  } else {
    into.further += count
  }
}

/** Adds the findings of a page. */
export function addTally(into: Tally, page: Tally): void {
  into.events += page.events
  for (const [name, number] of Object.entries(page.stored)) into.stored[name] = (into.stored[name] ?? 0) + number
  for (const fault of page.faults) addFault(into, fault)
  into.further += page.further
}

export const failuresIn = ({ faults, further }: Tally): number =>
  faults.reduce((sum, fault) => sum + fault.count, further)

/** Items that hold no event, so that nobody knows which type and version they were. */
export const withoutType = ({ events, stored }: Tally): number =>
  Object.values(stored).reduce((left, number) => left - number, events)
