import type * as z from 'zod/mini'
import {
  customerEvents,
  customerProfileUpdated,
  customerRegistered,
  type customerState,
} from '../../events/customer.ts'
import { defineAggregate } from '../runtime/aggregate/aggregate.ts'
import { DomainError } from '../runtime/aggregate/domain-error.ts'
import { draft, type EventDraft } from '../runtime/aggregate/event-draft.ts'

/** Full state, as both events carry it. */
export type Customer = z.infer<typeof customerState>

export type CustomerState = { readonly status: 'none' } | { readonly status: 'registered'; readonly customer: Customer }

export type CustomerCommand = { readonly type: 'register' | 'update'; readonly customer: Customer }

/** Facts about one customer. Refusals: `customer_exists`, `customer_unknown`. */
export const customer = defineAggregate({
  type: 'customer',
  events: customerEvents,
  stateVersion: 1,
  initial: { status: 'none' } as CustomerState,
  decide,
  evolve: (_, event): CustomerState => ({ status: 'registered', customer: event.data }),
})

function decide({ type, customer: given }: CustomerCommand, state: CustomerState): readonly EventDraft[] {
  if (type === 'register') {
    if (state.status === 'none') return [draft(customerRegistered, given)]
    const details = { customer_id: given.customer_id }
    throw new DomainError('customer_exists', 'That customer is registered already.', { details })
  }
  if (state.status === 'none') {
    throw new DomainError('customer_unknown', 'There is no such customer.', { kind: 'not-found' })
  }
  const { name, email } = state.customer
  const isSame = name === given.name && email === given.email
  return isSame ? [] : [draft(customerProfileUpdated, given)]
}
