import * as z from 'zod/mini'
import { defineEvent } from '../../../../events/define-event.ts'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { defineAggregate } from '../../../../lambdas/runtime/aggregate/aggregate.ts'
import { DomainError } from '../../../../lambdas/runtime/aggregate/domain-error.ts'
import { draft } from '../../../../lambdas/runtime/aggregate/event-draft.ts'

export const counterRaised = defineEvent({
  type: 'counter.raised',
  aggregate: 'counter',
  producer: 'test-service',
  meaning: 'A counter went up.',
  schema: z.object({ by: z.int() }),
  example: { by: 1 },
})

/** Every event counts, so a missing, doubled or reordered one shows in the state. */
export interface CounterState {
  readonly sum: number
  readonly steps: readonly number[]
}

export const counter = defineAggregate({
  type: 'counter',
  events: [counterRaised],
  stateVersion: 1,
  snapshotEvery: 10,
  initial: { sum: 0, steps: [] } as CounterState,
  decide: (command: { readonly by: number }) => {
    if (command.by < 0) throw new DomainError('negative', 'A counter only goes up.')
    return command.by === 0 ? [] : [draft(counterRaised, command)]
  },
  evolve: ({ sum, steps }, { data }) => ({ sum: sum + data.by, steps: [...steps, data.by].slice(-3) }),
})

const START = Date.parse('2026-04-28T23:59:00.000Z')

/** One event a second. @param random makes ids of one millisecond differ. */
export function counterEvent(
  id: string,
  sequence: number,
  by = sequence,
  atMs = START + sequence * 1000,
): EventEnvelope {
  const time = atMs.toString(16).padStart(12, '0')
  const unique = Buffer.from(`${id}${sequence}${by === sequence ? '' : `#${by}`}`)
    .toString('hex')
    .slice(-12)
    .padStart(12, '0')
  return {
    event_id: `evt_${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${unique}`,
    event_type: 'counter.raised',
    version: 1,
    timestamp: new Date(atMs).toISOString(),
    aggregate_type: 'counter',
    aggregate_id: id,
    sequence,
    data: { by },
    metadata: { source: 'test-service', correlation_id: 'req_1', causation_id: 'cmd_1' },
  }
}

export const counterEvents = (id: string, count: number): EventEnvelope[] =>
  Array.from({ length: count }, (_, index) => counterEvent(id, index + 1))

export const foldCounter = (events: readonly EventEnvelope[]): CounterState =>
  events.reduce((state, event) => counter.evolve(state, event), counter.initial)
