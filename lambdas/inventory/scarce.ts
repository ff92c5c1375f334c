/** Products of which this instance has lately seen too few for an order. */
export interface ScarceProducts {
  /** Whether an order for these products may well be too much, so that it is worth a look before anything is set aside. */
  mayBeShort(productIds: readonly string[], now: number): boolean
  /** What was read: of these products, `short` ones had too few pieces, and the others had enough. */
  learn(productIds: readonly string[], short: ReadonlySet<string>, now: number): void
}

/** How long a product counts as scarce, milliseconds. If it still is after that, one refused commit tells. */
const KNOWN_MS = 60_000

/** Most products that are remembered: a few hundred kilobytes. One that is forgotten costs one refused commit, too. */
const REMEMBERED = 10_000

export function createScarceProducts(limit = REMEMBERED): ScarceProducts {
  /** Until when a product counts as scarce, epoch milliseconds; those that were seen longest ago come first. */
  const until = new Map<string, number>()
  return {
    mayBeShort: (productIds, now) => productIds.some((product) => (until.get(product) ?? 0) > now),
    learn(productIds, short, now) {
      for (const product of productIds) {
        until.delete(product)
        if (short.has(product)) until.set(product, now + KNOWN_MS)
      }
      for (const oldest of until.keys()) {
        if (until.size <= limit) return
        until.delete(oldest)
      }
    },
  }
}
