import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Seen } from '../witness/seen.ts'
import { witnessConsumer } from '../witness/service.ts'
import type { StoredInvariant } from './invariant.ts'

const types: ReadonlySet<string> = new Set(witnessConsumer.subscribesTo.map(({ type }) => type))

/** Looks at effects: what the witness has written down, each time in one transaction with its marker. */
export const effectsInOrder: StoredInvariant = {
  name: 'an ordered consumer had the effect of each event exactly once and in order, of each aggregate, parked or not',
  check({ events, witnessed }) {
    const due = sequencesOf(events)
    return [...disorder(due, witnessed), ...unknown(due, witnessed)]
  },
}

/** Sequence numbers of the events that the witness takes, by aggregate, in order. */
function sequencesOf(events: readonly EventEnvelope[]): Map<string, number[]> {
  const sequences = new Map<string, number[]>()
  for (const { event_type, aggregate_id, sequence } of events) {
    if (types.has(event_type)) sequences.set(aggregate_id, [...(sequences.get(aggregate_id) ?? []), sequence])
  }
  for (const all of sequences.values()) all.sort((one, other) => one - other)
  return sequences
}

function* disorder(expected: ReadonlyMap<string, readonly number[]>, seen: Seen): Generator<string> {
  for (const [aggregate, due] of expected) {
    const had = seen.get(aggregate) ?? []
    const doubled = had.filter((sequence, index) => had.indexOf(sequence) !== index)
    const missing = due.filter((sequence) => !had.includes(sequence))
    const overtaken = had.filter((sequence, index) => index > 0 && sequence < had[index - 1]!)
    const strange = had.filter((sequence) => !due.includes(sequence))
    const wrong = [
      ...told('missing', missing),
      ...told('more than once', doubled),
      ...told('after a later one', overtaken),
      ...told('of no stored event', strange),
    ]
    if (wrong.length > 0) yield `${aggregate}: took effect ${had.join(', ') || 'never'}: ${wrong.join('; ')}`
  }
}

function* unknown(expected: ReadonlyMap<string, readonly number[]>, seen: Seen): Generator<string> {
  for (const aggregate of seen.keys()) if (!expected.has(aggregate)) yield `${aggregate}: no event of it is stored`
}

const told = (what: string, sequences: readonly number[]): string[] =>
  sequences.length > 0 ? [`${what} ${sequences.join(', ')}`] : []
