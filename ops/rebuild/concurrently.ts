/**
 * Runs `work` on every item, at most `width` at a time. Starts no more after a failure, and rejects with the first one when
 * everything that had begun has ended: whoever then looks at what was done sees all of it.
 * @param items of an asynchronous generator are taken one after another, in their order, by whoever has time.
 */
export async function concurrently<Item>(
  items: Iterable<Item> | AsyncGenerator<Item, void, undefined>,
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  let failed = false
  const lane = async () => {
    try {
      for (let next = await iterator.next(); !next.done && !failed; next = await iterator.next()) await work(next.value)
    } catch (error) {
      failed = true
      throw error
    }
  }
  await allOf(Array.from({ length: width }, lane))
}

/** Does what `Promise.all` does, but also rejects only once all have ended. */
export async function allOf(running: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(running)
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
}
