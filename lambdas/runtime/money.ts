import { add, type Dinero, dinero, lessThan, multiply, subtract, toSnapshot } from 'dinero.js'
import * as currencies from 'dinero.js/currencies'
import { PermanentError } from './errors.ts'

/** Largest amount in minor units: with 15 digits, decimal and double still stand for each other one to one. */
export const MAX_MINOR_UNITS = 999_999_999_999_999

/** An exact amount in one currency: integer minor units inside, decimals only on the wire. */
export type Money = Dinero<number>

export type MoneyErrorCode = 'currency_unknown' | 'too_many_decimals' | 'amount_too_large' | 'currency_mismatch'

/** An amount that cannot be money: permanent, because it never will be. */
export class MoneyError extends PermanentError {
  override readonly name = 'MoneyError'

  constructor(code: MoneyErrorCode, message: string) {
    super(code, message)
  }
}

/**
 * Reads a decimal amount of the wire, e.g. `29.99` USD.
 * @throws {MoneyError} `currency_unknown` (not ISO 4217), `too_many_decimals` (29.999 USD, 0.5 JPY), or
 * `amount_too_large` (more than {@link MAX_MINOR_UNITS}).
 */
export function money(amount: number, currencyCode: string): Money {
  const currency = currencyOf(currencyCode)
  const unit = currency.base ** currency.exponent
  const minor = Math.round(amount * unit)
  if (!isExact(minor)) throw new MoneyError('amount_too_large', `${amount} ${currencyCode} is too large.`)
  // Both sides are the double nearest to the same decimal, if and only if the amount is a whole number of minor units.
  if (minor / unit !== amount) {
    throw new MoneyError('too_many_decimals', `${amount} is no whole number of the smallest unit of ${currencyCode}.`)
  }
  return dinero({ amount: minor, currency })
}

export const zero = (currencyCode: string): Money => dinero({ amount: 0, currency: currencyOf(currencyCode) })

/** The decimal amount as the wire carries it. */
export function toAmount(value: Money): number {
  const { amount, currency } = toSnapshot(value)
  return amount / Number(currency.base) ** currency.exponent
}

/** Whole minor units, e.g. cents. */
export const toMinorUnits = (value: Money): number => toSnapshot(value).amount

const currencyCodeOf = (value: Money): string => toSnapshot(value).currency.code

/** @throws {MoneyError} `currency_mismatch` or `amount_too_large`. */
export const plus = (left: Money, right: Money): Money => checked(add(left, sameCurrency(left, right)))

/** May go below zero: whether that is allowed is for the caller to decide. @throws {MoneyError} `currency_mismatch` */
export const minus = (left: Money, right: Money): Money => checked(subtract(left, sameCurrency(left, right)))

/** @param count a whole number. @throws {MoneyError} `amount_too_large` */
export const times = (value: Money, count: number): Money => checked(multiply(value, count))

/** @throws {MoneyError} `currency_mismatch` */
export const isLess = (left: Money, right: Money): boolean => lessThan(left, sameCurrency(left, right))

/** Σ price × quantity, exactly. @throws {MoneyError} see {@link money} */
export const totalOf = (
  lines: readonly { readonly price: number; readonly quantity: number }[],
  currencyCode: string,
): Money => lines.map((line) => times(money(line.price, currencyCode), line.quantity)).reduce(plus, zero(currencyCode))

/** True if the amount is a whole number of the currency's smallest unit and not too large. */
export function isAmountOf(amount: number, currencyCode: string): boolean {
  try {
    money(amount, currencyCode)
    return true
  } catch {
    return false
  }
}

const isExact = (minor: number): boolean => Math.abs(minor) <= MAX_MINOR_UNITS

interface Currency {
  readonly code: string
  readonly base: number
  readonly exponent: number
}

const known = currencies as unknown as Readonly<Record<string, Currency>>

function currencyOf(code: string): Currency {
  const currency = Object.hasOwn(known, code) ? known[code] : undefined
  if (!currency) throw new MoneyError('currency_unknown', `${code} is no ISO 4217 currency.`)
  return currency
}

function sameCurrency(left: Money, right: Money): Money {
  const [expected, given] = [currencyCodeOf(left), currencyCodeOf(right)]
  if (expected !== given) throw new MoneyError('currency_mismatch', `${given} is not ${expected}.`)
  return right
}

function checked(value: Money): Money {
  const { amount, currency } = toSnapshot(value)
  if (isExact(amount)) return value
  throw new MoneyError('amount_too_large', `The amount in ${currency.code} is too large to be exact.`)
}
