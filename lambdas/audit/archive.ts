import type { EventEnvelope } from '../../events/envelope.ts'
import type { MessageHandler } from '../runtime/consumer/handlers.ts'
import { gatherInTurn } from '../runtime/gather.ts'
import { type Archiving, archiveBatch } from './archive-batch.ts'
import { ownObjectKey, toLine } from './archive-object.ts'

export interface AuditEnvironment extends Archiving {
  /** Since when events go into large objects, epoch milliseconds. */
  largeObjectsBegan(): Promise<number>
}

interface Arrived {
  readonly event: EventEnvelope
  readonly signal: AbortSignal
}

/**
 * Archives events exactly once: those that are handled side by side go into one object together. Batches of one function take
 * turns, because they would write the same pages: so messages that start one by one, as redelivered ones do, still share an object.
 */
export function archiveEvent(environment: AuditEnvironment): MessageHandler<EventEnvelope> {
  const { objects } = environment
  const archive = gatherInTurn((arrived: readonly Arrived[]) =>
    archiveBatch(
      environment,
      arrived.map(({ event }) => event),
      AbortSignal.any([...new Set(arrived.map(({ signal }) => signal))]),
    ),
  )
  let began: Promise<number> | undefined
  const largeObjectsBegan = () => {
    began ??= environment.largeObjectsBegan().catch((error: unknown) => {
      began = undefined
      throw error
    })
    return began
  }

  return async (event, { signal, effects }) => {
    if (Date.parse(event.timestamp) < (await largeObjectsBegan())) {
      effects.nothingNew = !(await objects.create(ownObjectKey(event), toLine(event), signal))
      return
    }
    const archived = (await archive({ event, signal })).get(event.event_id)
    if (archived instanceof Error) throw archived
    effects.nothingNew = archived === 'there before'
  }
}
