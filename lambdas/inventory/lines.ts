export interface Line {
  readonly product_id: string
  readonly quantity: number
}

export interface Shortage {
  readonly product_id: string
  /** Quantity that all lines with this product ask for together. */
  readonly requested: number
  readonly available: number
}

/** One line per product, in the order of first mention: a transaction may touch an item only once. */
export function mergeLines(lines: readonly Line[]): Line[] {
  const quantities = new Map<string, number>()
  for (const { product_id, quantity } of lines) {
    quantities.set(product_id, (quantities.get(product_id) ?? 0) + quantity)
  }
  return [...quantities].map(([product_id, quantity]) => ({ product_id, quantity }))
}

/** The merged lines that there is not enough for; of a product that nobody has heard of there is nothing. */
export const shortagesOf = (merged: readonly Line[], available: ReadonlyMap<string, number>): Shortage[] =>
  merged
    .map(({ product_id, quantity }) => ({
      product_id,
      requested: quantity,
      available: available.get(product_id) ?? 0,
    }))
    .filter((line) => line.available < line.requested)
