import * as z from 'zod/mini'
import { timestamp } from '../../events/envelope.ts'
import { accountId, amount, currencyCode, customerId, text } from '../../events/fields.ts'
import { isAmountOf } from '../runtime/money.ts'

export const accountPath = z.object({ account_id: accountId })

export const openAccountBody = z.object({
  customer_id: customerId,
  currency: currencyCode,
  /** Chosen by the caller, for tests and migrations; made here otherwise. */
  account_id: z.optional(accountId),
})

const movement = { amount, currency: currencyCode, reference: z.optional(text) }

const isExact = ({ amount: given, currency }: { amount: number; currency: string }) => isAmountOf(given, currency)

/** Which decimals an amount may have depends on its currency, so this is said about both together. */
const exactAmount = { path: ['amount'], error: 'has more decimals than its currency, or is too large' }

export const movementBody = z.object(movement).check(z.refine(isExact, exactAmount))

export const transferBody = z.object({ to_account_id: accountId, ...movement }).check(z.refine(isExact, exactAmount))

export const accountQuery = z.object({
  as_of: z.optional(timestamp.check(z.refine((time) => !Number.isNaN(Date.parse(time)), 'must be a time'))),
})

/** Lines on a page of a statement. */
const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200

export const statementQuery = z.object({
  limit: z._default(
    z
      .pipe(z.string().check(z.regex(/^\d{1,4}$/, 'must be a whole number')), z.transform(Number))
      .check(z.refine((limit) => limit >= 1 && limit <= MAX_LIMIT, `must be from 1 to ${MAX_LIMIT}`)),
    DEFAULT_LIMIT,
  ),
  cursor: z.optional(z.string()),
})
