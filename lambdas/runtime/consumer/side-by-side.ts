/** Runs so many at a time at most; each that ends lets the next one begin. `run` must not throw. */
export async function sideBySide<Item>(
  items: readonly Item[],
  most: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const lane = async () => {
    for (const item of waiting) await run(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane))
}
