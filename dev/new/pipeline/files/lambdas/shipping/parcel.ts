import type * as z from 'zod/mini'
import { parcelEvents, parcelShipped, type parcelShippedData } from '../../events/parcel.ts'
import { defineAggregate } from '../runtime/aggregate/aggregate.ts'
import { DomainError } from '../runtime/aggregate/domain-error.ts'
import { draft, type EventDraft } from '../runtime/aggregate/event-draft.ts'

export type Parcel = z.infer<typeof parcelShippedData>

export interface ParcelState {
  readonly status: 'none' | 'shipped'
}

/** One parcel, from its events. It refuses with `parcel_shipped` to be shipped twice. */
export const parcel = defineAggregate({
  type: 'parcel',
  events: parcelEvents,
  stateVersion: 1,
  initial: { status: 'none' } as ParcelState,
  decide,
  evolve: (): ParcelState => ({ status: 'shipped' }),
})

/** The rules of a parcel: pure functions, which a test can call alone. */
function decide(command: Parcel, state: ParcelState): readonly EventDraft[] {
  if (state.status === 'none') return [draft(parcelShipped, command)]
  const details = { parcel_id: command.parcel_id }
  throw new DomainError('parcel_shipped', 'That parcel has been shipped already.', { details })
}
