import type { EventEnvelope } from '../../../events/envelope.ts'
import type { StoredAggregate } from '../../../lambdas/runtime/aggregate/aggregate.ts'
import type { ReadModel } from '../../../lambdas/runtime/declarations/define-read-model.ts'
import type { Failure } from './failure.ts'

export interface Folds {
  readonly aggregates: readonly StoredAggregate[]
  readonly readModels: readonly ReadModel[]
}

interface Stream {
  readonly key: string
  readonly sequence: number
  /** Absent where it cannot be known: the stream has no aggregate here, an event of it is missing, or a fold failed. */
  readonly state?: { readonly value: unknown }
}

export type StreamFolder = ReturnType<typeof streamFolder>

/**
 * Folds events that come stream by stream, as a scan of the event table gives them: into their aggregate, and into what
 * each read model makes of them. Holds the state of one stream at a time.
 */
export function streamFolder({ aggregates, readModels }: Folds) {
  const aggregateOf = new Map(aggregates.map((aggregate) => [aggregate.type, aggregate]))
  let stream: Stream | undefined
  return {
    fold(event: EventEnvelope): Failure | undefined {
      const key = `${event.aggregate_type}#${event.aggregate_id}`
      const isFirst = stream?.key !== key
      const expected = isFirst ? 1 : (stream?.sequence ?? 0) + 1
      const aggregate = aggregateOf.get(event.aggregate_type)
      const before = isFirst ? aggregate && { value: aggregate.initial } : stream?.state
      const isGap = event.sequence !== expected
      stream = { key, sequence: event.sequence }
      if (isGap) return failure('GAP', event, 'at least one event before it is missing')
      try {
        if (aggregate && before) stream = { ...stream, state: { value: aggregate.evolve(before.value, event) } }
      } catch (error) {
        return failure('FOLD_FAILED', event, `the aggregate ${aggregate?.type}: ${textOf(error)}`)
      }
      return project(event)
    },
  }

  function project(event: EventEnvelope): Failure | undefined {
    for (const model of readModels) {
      try {
        model.changeOf(event)
      } catch (error) {
        return failure('FOLD_FAILED', event, `the read model ${model.name}: ${textOf(error)}`)
      }
    }
    return undefined
  }
}

const failure = (code: 'GAP' | 'FOLD_FAILED', event: EventEnvelope, reason: string): Failure => ({
  code,
  of: `${event.event_type} version ${event.version}`,
  reason,
  id: event.event_id,
})

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
