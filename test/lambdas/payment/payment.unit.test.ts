import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { paymentFailed, paymentProcessed, paymentRefunded } from '../../../events/payment.ts'
import { type PaymentCommand, payment, paymentIdOf } from '../../../lambdas/payment/payment.ts'
import { eventOf } from '../../support/events.ts'

const when = (history: readonly EventEnvelope[], command: PaymentCommand) =>
  payment.decide(command, history.reduce(payment.evolve, payment.initial), { now: 0 }).map((one) => one.definition.type)

const processed = eventOf(paymentProcessed)
const refunded = eventOf(paymentRefunded, {}, { sequence: 2 })
const failed = eventOf(paymentFailed)
const charge = { type: 'record_charge', charge: paymentProcessed.example } as const
const fail = { type: 'record_failure', failure: paymentFailed.example } as const
const refund = { type: 'refund' } as const

describe('the payment of an order', () => {
  it.each([
    ['is charged', [], charge, ['payment.processed']],
    ['fails', [], fail, ['payment.failed']],
    ['is refunded', [processed], refund, ['payment.refunded']],
    ['is charged once', [processed], charge, []],
    ['is not charged again after its refund', [processed, refunded], charge, []],
    ['is not charged after it failed', [failed], charge, []],
    ['does not fail after it was charged', [processed], fail, []],
    ['is refunded once', [processed, refunded], refund, []],
    ['is not refunded if it failed', [failed], refund, []],
  ] as [string, EventEnvelope[], PaymentCommand, string[]][])('%s', (_, history, command, expected) => {
    expect(when(history, command)).toEqual(expected)
  })

  it('cannot be refunded before it was asked for', () => {
    expect(() => when([], refund)).toThrow(expect.objectContaining({ code: 'payment_unknown' }))
  })

  it('has an id of its own, made of the order id', () => {
    expect(paymentIdOf('ord_456')).toBe('pay_456')
    expect(paymentIdOf('ord_ord_1')).toBe('pay_ord_1')
  })
})
