import type { DataOf } from '../../events/define-event.ts'
import type { productPriced } from '../../events/product.ts'

/** Full state, as `product.priced` carries it. */
export type Product = DataOf<typeof productPriced>

export interface StockedProduct extends Product {
  /** Pieces that can be sold. */
  readonly available: number
  /** Pieces set aside for orders. */
  readonly reserved: number
  /** Sequence of the last event in the product's stream. */
  readonly productSequence: number
  /** Sequence of the last event in the stream of its stock. */
  readonly stockSequence: number
}

/** The product as the API shows it. */
export const toResource = ({ product_id, name, price, currency, available, reserved }: StockedProduct) => ({
  product_id,
  name,
  price,
  currency,
  available,
  reserved,
  /** Everything that lies on the shelf. */
  on_hand: available + reserved,
})

/** A product that is put again as it is has not changed: no event. */
export const isSameProduct = (known: Product, given: Product): boolean =>
  known.name === given.name && known.price === given.price && known.currency === given.currency
