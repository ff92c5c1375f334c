import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import type { DeliveryOutcome } from '../tail/outcome.ts'
import {
  type Addressees,
  type Attempt,
  deliveryKey,
  type Trace,
  type TracedDelivery,
  type TracedStep,
  type TraceSources,
} from './trace.ts'

interface Known {
  readonly id: string
  readonly type: string
  readonly storedAs: string | null
  readonly causedBy: string | null
}

/** Builds the trace from the event table, dedup markers, dead letters and logs. Each event and command is in it once. */
export function buildTrace(sources: TraceSources, addressees: Addressees): Trace {
  const known = knownSteps(sources)
  const start = startOf(sources, known)
  const placed = new Set<string>()
  const byCause = Map.groupBy(known.values(), ({ causedBy }) => causedBy ?? '')
  const outcomesOf = Map.groupBy(sources.outcomes, ({ event_id }) => event_id ?? '')

  const stepOf = (one: Known): TracedStep => {
    placed.add(one.id)
    const outcomes = outcomesOf.get(one.id) ?? []
    const consumers = new Set([...addressees.of(one.type), ...outcomes.map(({ consumer }) => consumer)])
    const deliveries = [...consumers].map((consumer) => deliveryOf(consumer, one, outcomes))
    return {
      id: one.id,
      type: one.type,
      kind: one.id.startsWith('cmd_') ? 'command' : 'event',
      stored_as: one.storedAs,
      offset_ms: Math.max(0, timeOf(one.id, outcomes) - start),
      caused_by: one.causedBy,
      deliveries: deliveries.toSorted((left, right) => endOf(left) - endOf(right)),
      led_to: below(byCause.get(one.id) ?? []),
    }
  }
  const deliveryOf = (consumer: string, { id }: Known, all: readonly DeliveryOutcome[]): TracedDelivery => {
    const outcomes = all
      .filter((one) => one.consumer === consumer)
      .toSorted((left, right) => (left.at < right.at ? -1 : 1))
    const key = deliveryKey(consumer, id)
    const marker = addressees.leavesMarkers(consumer) ? (sources.marks.get(key) ?? 'none') : null
    const deadLetter = sources.deadLetters.get(key) ?? null
    const attempts = outcomes.map((one) => attemptOf(one, start))
    const ledTo = outcomes.flatMap((one) => one.led_to).flatMap(({ id: next }) => known.get(next) ?? [])
    return {
      consumer,
      state: stateOf(attempts.at(-1), marker, deadLetter?.status === 'dead'),
      attempts,
      marker,
      dead_letter: deadLetter,
      led_to: below(ledTo),
    }
  }
  const below = (ones: readonly Known[]): TracedStep[] =>
    ones.filter(({ id }) => !placed.has(id)).flatMap((one) => (placed.has(one.id) ? [] : [stepOf(one)]))

  const roots = [...known.values()].filter(({ causedBy }) => causedBy === null || !known.has(causedBy))
  const steps = roots.flatMap((one) => (placed.has(one.id) ? [] : [stepOf(one)]))
  // In damaged data two messages could name each other as their cause. They are shown nevertheless.
  const rest = [...known.values()].flatMap((one) => (placed.has(one.id) ? [] : [stepOf(one)]))
  return {
    correlation_id: sources.correlationId,
    began_at: isoTime(start),
    requests: sources.requests.toSorted((left, right) => (left.at < right.at ? -1 : 1)),
    steps: [...steps, ...rest],
    notes: sources.notes,
  }
}

/** Steps that the event table knows come first, because it knows their causes; then those that only logs have heard of. */
function knownSteps({ events, outcomes }: TraceSources): Map<string, Known> {
  const known = new Map<string, Known>()
  for (const { event_id, event_type, aggregate_type, aggregate_id, sequence, metadata } of events) {
    const storedAs = `${aggregate_type}/${aggregate_id} ${sequence}`
    known.set(event_id, { id: event_id, type: event_type, storedAs, causedBy: metadata.causation_id })
  }
  const add = (id: string, type: string, causedBy: string | null) => {
    if (!known.has(id)) known.set(id, { id, type, storedAs: null, causedBy })
  }
  for (const { event_id, event_type, causation_id } of outcomes) {
    if (event_id !== null) add(event_id, event_type ?? 'unknown', causation_id)
  }
  for (const { event_id, led_to } of outcomes) for (const { id, type } of led_to) add(id, type, event_id)
  return new Map([...known].toSorted(([, left], [, right]) => timeOf(left.id, []) - timeOf(right.id, [])))
}

function startOf({ requests, outcomes }: TraceSources, known: ReadonlyMap<string, Known>): number {
  const times = [
    ...requests.map(({ at, duration_ms }) => Date.parse(at) - duration_ms),
    ...[...known.keys()].map((id) => timeOf(id, [])).filter((time) => time > 0),
    ...outcomes.map(({ at, duration_ms }) => Date.parse(at) - duration_ms),
  ]
  return times.length === 0 ? 0 : Math.min(...times)
}

/** The time of a message: from its id, which contains the time at which it was made, else from its first outcome. */
function timeOf(id: string, outcomes: readonly DeliveryOutcome[]): number {
  const hex = id.slice(id.indexOf('_') + 1).replaceAll('-', '')
  if (/^[0-9a-f]{12}7/.test(hex)) return Number.parseInt(hex.slice(0, 12), 16)
  return Math.min(...outcomes.map(({ at }) => Date.parse(at)), Number.MAX_SAFE_INTEGER) % Number.MAX_SAFE_INTEGER
}

const attemptOf = (
  { at, duration_ms, outcome, attempt, delay_seconds, error }: DeliveryOutcome,
  start: number,
): Attempt => ({
  offset_ms: Math.max(0, Date.parse(at) - start),
  duration_ms,
  outcome,
  attempt,
  delay_seconds,
  error,
})

const endOf = ({ attempts }: TracedDelivery): number => attempts.at(-1)?.offset_ms ?? Number.MAX_SAFE_INTEGER

const byOutcome: Readonly<Record<string, TracedDelivery['state']>> = {
  processed: 'done',
  duplicate: 'done',
  dropped: 'dropped',
  'dead-lettered': 'dead',
  failed: 'failing',
  deferred: 'waiting',
  returned: 'waiting',
}

/** The state of a delivery. A marker proves it; a log line may be out of date. */
function stateOf(
  last: Attempt | undefined,
  marker: TracedDelivery['marker'],
  isDead: boolean,
): TracedDelivery['state'] {
  if (marker === 'completed') return 'done'
  if (isDead) return 'dead'
  const state = last && byOutcome[last.outcome]
  if (state) return state
  return marker === 'claimed' ? 'claimed' : 'unknown'
}
