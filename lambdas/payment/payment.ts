import type { DataOf } from '../../events/define-event.ts'
import { paymentFailed, paymentProcessed, paymentRefunded } from '../../events/payment.ts'
import { defineAggregate } from '../runtime/aggregate/aggregate.ts'
import { DomainError } from '../runtime/aggregate/domain-error.ts'
import { draft, type EventDraft } from '../runtime/aggregate/event-draft.ts'

type Charge = DataOf<typeof paymentProcessed>
type Failure = DataOf<typeof paymentFailed>

export type FailureReason = Failure['reason']

export type PaymentState =
  | { readonly status: 'none' }
  | { readonly status: 'failed' }
  | { readonly status: 'processed'; readonly charge: Charge }
  | { readonly status: 'refunded'; readonly charge: Charge }

export type PaymentCommand =
  | { readonly type: 'record_charge'; readonly charge: Charge }
  | { readonly type: 'record_failure'; readonly failure: Failure }
  | { readonly type: 'refund' }

/**
 * The one payment of one order: charged at most once, refunded at most once. A command that repeats what has been
 * decided changes nothing. Refusals: `payment_unknown` (a refund of what was never asked for).
 */
export const payment = defineAggregate({
  type: 'payment',
  events: [paymentProcessed, paymentFailed, paymentRefunded],
  stateVersion: 1,
  snapshotEvery: 'never',
  initial: { status: 'none' } as PaymentState,
  decide,
  evolve: (_, event): PaymentState => {
    switch (event.event_type) {
      case 'payment.processed':
        return { status: 'processed', charge: event.data }
      case 'payment.failed':
        return { status: 'failed' }
      case 'payment.refunded':
        return { status: 'refunded', charge: event.data }
    }
  },
})

function decide(command: PaymentCommand, state: PaymentState): readonly EventDraft[] {
  switch (command.type) {
    case 'record_charge':
      return state.status === 'none' ? [draft(paymentProcessed, command.charge)] : []
    case 'record_failure':
      return state.status === 'none' ? [draft(paymentFailed, command.failure)] : []
    case 'refund':
      if (state.status === 'none') throw new DomainError('payment_unknown', 'Nothing was asked for that order yet.')
      return state.status === 'processed' ? [draft(paymentRefunded, state.charge)] : []
  }
}
