import type { DataOf } from '../../events/define-event.ts'
import { parcelEvents, parcelShipped } from '../../events/parcel.ts'
import { defineAggregate } from '../runtime/aggregate/aggregate.ts'
import { DomainError } from '../runtime/aggregate/domain-error.ts'
import { draft, type EventDraft } from '../runtime/aggregate/event-draft.ts'

export type ParcelCommand = { readonly type: 'shipParcel'; readonly data: DataOf<typeof parcelShipped> }

export interface ParcelState {
  /** Type of the last event; `none` before the first. */
  readonly status: 'none' | (typeof parcelEvents)[number]['type']
}

/** One parcel, from its events. */
export const parcel = defineAggregate({
  type: 'parcel',
  events: parcelEvents,
  stateVersion: 1,
  initial: { status: 'none' } as ParcelState,
  decide,
  evolve: (_, { event_type }): ParcelState => ({ status: event_type }),
})

/** The rules of this aggregate: what may happen, and after what. Pure functions, which a test can call alone. */
function decide(command: ParcelCommand, { status }: ParcelState): readonly EventDraft[] {
  switch (command.type) {
    case 'shipParcel':
      if (status === 'none') return [draft(parcelShipped, command.data)]
      throw new DomainError('parcel_shipped', 'That parcel has been shipped already.', {
        details: { parcel_id: command.data.parcel_id },
      })
  }
}
