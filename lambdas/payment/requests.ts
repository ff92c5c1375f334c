import * as z from 'zod/mini'
import { amount, currencyCode, text } from '../../events/fields.ts'
import { accountId, customerId } from '../../events/ids.ts'
import { isAmountOf } from '../runtime/money.ts'

export const accountPath = z.object({ account_id: accountId })

export const openAccountBody = z.object({
  customer_id: customerId,
  currency: currencyCode,
  /** Chosen by the caller, for tests and migrations; made here otherwise. */
  account_id: z.optional(accountId),
})

const movement = { amount, currency: currencyCode, reference: z.optional(text) }

/** The number of decimals that an amount may have depends on its currency, so one check covers both. */
const exactAmount = z.refine<{ amount: number; currency: string }>(
  (given) => isAmountOf(given.amount, given.currency),
  {
    path: ['amount'],
    error: 'has more decimals than its currency, or is too large',
    when: ({ issues }) => issues.length === 0,
  },
)

export const movementBody = z.object(movement).check(exactAmount)

export const transferBody = z.object({ to_account_id: accountId, ...movement }).check(exactAmount)

export const accountQuery = z.strictObject({
  as_of: z.optional(
    z.iso.datetime({ offset: true, error: 'must be a time as ISO 8601, e.g. 2026-04-28T10:30:00.000Z' }),
  ),
})

const DEFAULT_PAGE = 20

export const statementQuery = z.strictObject({
  /** Lines on a page; parameters of a query arrive as text. */
  limit: z.pipe(
    z._default(
      z.string().check(z.regex(/^([1-9][0-9]?|100)$/, 'must be a whole number from 1 to 100')),
      String(DEFAULT_PAGE),
    ),
    z.transform(Number),
  ),
  cursor: z.optional(z.string().check(z.maxLength(1000))),
})
