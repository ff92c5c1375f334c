import type { DataOf } from '../../events/define-event.ts'
import { MAX_AMOUNT } from '../../events/fields.ts'
import type { orderCreated } from '../../events/order.ts'
import { DomainError } from '../runtime/aggregate/domain-error.ts'
import { isAmountOf, MoneyError, toAmount, totalOf } from '../runtime/money.ts'

export interface OrderRequest {
  readonly customer_id: string
  readonly currency: string
  /** A product may stand in several lines. */
  readonly items: readonly {
    readonly product_id: string
    readonly quantity: number
    /** The price that the caller saw, if it wants to be sure of it. */
    readonly price?: number | undefined
  }[]
}

export interface Price {
  readonly price: number
  readonly currency: string
}

/** The order service's own copy of the prices of the products asked for; unknown ones are absent. */
export type PriceList = ReadonlyMap<string, Price>

type PricedOrder = Omit<DataOf<typeof orderCreated>, 'order_id'>

/**
 * The order at the current prices, its total exact.
 * @throws {DomainError} invalid `product_unknown`, `currency_mismatch`, `price_invalid`, `total_too_large`, each with a
 * pointer per line; rejected `price_changed` with `current_prices`.
 */
export function priceOrder(request: OrderRequest, prices: PriceList): PricedOrder {
  const { customer_id, currency, items } = request
  refuseLines(items, 'product_unknown', 'A product is not known, or has no price yet.', 'product_id', (item) =>
    prices.has(item.product_id) ? undefined : 'is not known, or has no price yet',
  )
  refuseLines(items, 'currency_mismatch', 'A product is not sold in this currency.', 'product_id', (item) => {
    const sold = prices.get(item.product_id)?.currency
    return sold === currency ? undefined : `is sold in ${sold}, the order is in ${currency}`
  })
  refuseLines(items, 'price_invalid', 'A stated price is no amount of this currency.', 'price', ({ price }) =>
    price === undefined || isAmountOf(price, currency)
      ? undefined
      : `is no whole number of the smallest unit of ${currency}`,
  )
  refuseStalePrices(items, prices)
  const lines = items.map(({ product_id, quantity }) => ({
    product_id,
    quantity,
    price: prices.get(product_id)?.price ?? 0,
  }))
  return { customer_id, items: lines, total: exactTotal(lines, currency), currency }
}

type RequestedLine = OrderRequest['items'][number]

function refuseLines(
  items: readonly RequestedLine[],
  code: string,
  message: string,
  field: string,
  problemOf: (item: RequestedLine) => string | undefined,
): void {
  const violations = items.flatMap((item, index) => {
    const problem = problemOf(item)
    return problem === undefined ? [] : [{ pointer: `/items/${index}/${field}`, message: problem }]
  })
  if (violations.length > 0) throw new DomainError(code, message, { kind: 'invalid', violations })
}

function refuseStalePrices(items: readonly RequestedLine[], prices: PriceList): void {
  const stale = items.filter(({ product_id, price }) => price !== undefined && price !== prices.get(product_id)?.price)
  if (stale.length === 0) return
  const products = [...new Set(stale.map(({ product_id }) => product_id))]
  throw new DomainError('price_changed', 'The price of a line is out of date.', {
    details: { current_prices: products.map((product_id) => ({ product_id, ...prices.get(product_id) })) },
  })
}

function exactTotal(lines: Parameters<typeof totalOf>[0], currency: string): number {
  try {
    const total = toAmount(totalOf(lines, currency))
    if (total <= MAX_AMOUNT) return total
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
  }
  throw new DomainError('total_too_large', `The total is above ${MAX_AMOUNT} ${currency}.`, {
    kind: 'invalid',
    violations: [{ pointer: '/items', message: `adds up to more than ${MAX_AMOUNT} ${currency}` }],
  })
}
