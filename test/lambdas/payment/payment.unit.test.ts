import { describe, expect, it } from 'vitest'
import { paymentFailed, paymentIdOf, paymentProcessed, paymentRefunded } from '../../../events/payment.ts'
import { payment } from '../../../lambdas/payment/payment.ts'
import { draft } from '../../../lambdas/runtime/aggregate/event-draft.ts'
import { given } from '../../../lambdas/runtime/testing/given-when-then.ts'

const processed = draft(paymentProcessed, paymentProcessed.example)
const refunded = draft(paymentRefunded, paymentProcessed.example)
const failed = draft(paymentFailed, paymentFailed.example)

const charge = { type: 'record_charge', charge: paymentProcessed.example } as const
const fail = { type: 'record_failure', failure: paymentFailed.example } as const
const refund = { type: 'refund' } as const

describe('the payment of an order', () => {
  it('is charged or fails, whichever is first', () => {
    given(payment).when(charge).then(processed)
    given(payment).when(fail).then(failed)
    given(payment, processed).when(fail).thenNothing()
    given(payment, failed).when(charge).thenNothing()
  })

  it('is charged once', () => {
    given(payment, processed).when(charge).thenNothing()
    given(payment, processed, refunded).when(charge).thenNothing()
  })

  it('is refunded in full, once, and only if it was charged', () => {
    given(payment, processed).when(refund).then(refunded)
    given(payment, processed, refunded).when(refund).thenNothing()
    given(payment, failed).when(refund).thenNothing()
    given(payment).when(refund).thenRefused('payment_unknown')
  })

  it('has an id of its own, made of the order id', () => {
    expect(paymentIdOf('ord_456')).toBe('pay_456')
    expect(paymentIdOf('ord_ord_1')).toBe('pay_ord_1')
  })
})
