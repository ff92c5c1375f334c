import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { amount, balance, currencyCode, text } from './fields.ts'
import { accountId, customerId, paymentId, transferId } from './ids.ts'

const description = { aggregate: 'account', producer: 'payment-service' } as const

const movement = {
  account_id: accountId,
  customer_id: customerId,
  amount,
  currency: currencyCode,
  /** After this movement. */
  balance,
  payment_id: z.optional(paymentId),
  transfer_id: z.optional(transferId),
  reference: z.optional(text),
}

const movementExample = { account_id: 'acc_1', customer_id: 'cust_789', amount: 100, currency: 'USD', balance: 100 }

export const accountOpened = defineEvent({
  ...description,
  type: 'account.opened',
  meaning: 'A customer has an account in one currency; its balance is zero.',
  schema: z.object({ account_id: accountId, customer_id: customerId, currency: currencyCode }),
  example: { account_id: 'acc_1', customer_id: 'cust_789', currency: 'USD' },
})

export const moneyDeposited = defineEvent({
  ...description,
  type: 'money.deposited',
  meaning: 'Money came into an account: a deposit, a refund, or the receiving side of a transfer.',
  schema: z.object({ ...movement, kind: z.enum(['deposit', 'refund', 'transfer']) }),
  example: { ...movementExample, kind: 'deposit' },
})

export const moneyWithdrawn = defineEvent({
  ...description,
  type: 'money.withdrawn',
  meaning: 'Money left an account: a withdrawal, a payment, or the giving side of a transfer.',
  schema: z.object({ ...movement, kind: z.enum(['withdrawal', 'payment', 'transfer']) }),
  example: { ...movementExample, amount: 59.98, balance: 40.02, kind: 'payment', payment_id: 'pay_456' },
})

export const transferCompleted = defineEvent({
  aggregate: 'transfer',
  producer: 'payment-service',
  type: 'transfer.completed',
  meaning: 'Money moved from one account to another, both at once.',
  forTheRecord: true,
  schema: z.object({
    transfer_id: transferId,
    from_account_id: accountId,
    to_account_id: accountId,
    amount,
    currency: currencyCode,
  }),
  example: { transfer_id: 'trf_1', from_account_id: 'acc_1', to_account_id: 'acc_2', amount: 25, currency: 'USD' },
})

export const accountEvents = [accountOpened, moneyDeposited, moneyWithdrawn, transferCompleted]
