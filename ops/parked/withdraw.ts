import type { Update } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import { unwrap } from '../../lambdas/runtime/consumer/decode-message.ts'
import { streamKey } from '../../lambdas/runtime/event-store/event-item.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import type { ParkedEvent } from '../../lambdas/runtime/parking/parking.ts'
import { createGenerationsStore } from '../../lambdas/runtime/read-model/generations.ts'
import { readCorrections } from '../corrections/corrections.ts'
import { withoutEvent } from '../generations/superseded.ts'
import type { ParkedEnvironment } from './environment.ts'

/**
 * Writes that take a parked event out of the read model that its consumer keeps, for the transaction that decides about the event. As a rule
 * there are none, because what is parked has not been done. But a rebuild may have read it before it was parked, or an earlier try may have
 * written one generation of several; its replacement, in the same place of the stream, would be refused there as not newer.
 * @param parked all that is parked of the aggregate.
 */
export async function withdrawals(
  environment: ParkedEnvironment,
  consumer: string,
  event: ParkedEvent,
  parked: readonly ParkedEvent[],
): Promise<Update[]> {
  const documents = environment.documentsOf?.(consumer)
  // A copy that a replay has brought is decided about for that replay alone: the event itself stays in the read model.
  if (!documents || event.scope !== undefined) return []
  const envelope = await wholeEvent(documents.storage, event)
  if (!envelope) return []
  const { client, table, model } = documents
  const [{ all }, corrections] = await Promise.all([
    createGenerationsStore(client, table, model.name).load(),
    readCorrections({ dynamo: environment.dynamo, table: environment.tables.operations }, consumer),
  ])
  const waiting = new Set(parked.flatMap(({ id, scope }) => (scope === undefined ? [id] : [])))
  const superseding = { event: envelope, corrections, waiting }
  const updates = Object.keys(all).map((generation) => withoutEvent(documents, { ...superseding, generation }))
  return (await Promise.all(updates)).filter((update) => update !== undefined)
}

/** Nothing for a body that is no event: no read model can have taken it. */
async function wholeEvent(
  storage: Pick<EventStorage, 'readEvent'>,
  { body }: ParkedEvent,
): Promise<EventEnvelope | undefined> {
  const envelope = eventIn(body)
  if (!envelope?.data_ref) return envelope
  return storage.readEvent(streamKey(envelope.aggregate_type, envelope.aggregate_id), envelope.sequence)
}

/** The event in the body, whatever is wrapped around it. */
export function eventIn(body: string): EventEnvelope | undefined {
  try {
    const envelope = unwrap(body) as Partial<EventEnvelope> | undefined
    const isEvent = typeof envelope?.event_id === 'string' && typeof envelope.event_type === 'string'
    return isEvent ? (envelope as EventEnvelope) : undefined
  } catch {
    // A body that is not JSON has no envelope.
    return undefined
  }
}
