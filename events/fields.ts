import * as z from 'zod/mini'
import { currencyCodes } from './currency-codes.ts'

/** An id with a prefix, so that one is never taken for another: `parcel` allows `parcel_` and letters, digits, _ and -, 128 characters at most. */
// @__NO_SIDE_EFFECTS__ Bundles leave out the ids that no schema of theirs names.
export const idOf = (prefix: string) =>
  z
    .string()
    .check(
      z.maxLength(128),
      z.regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]+$`), `must be ${prefix}_ followed by letters, digits, _ or -`),
    )

/** ISO 4217, e.g. `USD`. */
export const currencyCode = z.enum(currencyCodes, { error: 'must be an ISO 4217 currency code, e.g. USD' })

/** Largest amount in one event: with two decimals it is still exact as integer minor units. */
export const MAX_AMOUNT = 1_000_000_000_000

/** Money on the wire: a positive decimal in units of its currency. */
export const amount = z.number().check(z.positive(), z.maximum(MAX_AMOUNT))

/** A balance: never negative. */
export const balance = z.number().check(z.nonnegative(), z.maximum(MAX_AMOUNT * 1000))

/** Pieces of a product in one line, 1 to 1,000,000. */
export const quantity = z.int().check(z.positive(), z.maximum(1_000_000))

/** Free text that a person wrote, at most 500 characters. */
export const text = z.string().check(z.minLength(1), z.maxLength(500))
