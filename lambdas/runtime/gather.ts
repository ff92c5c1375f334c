/**
 * Carries out together what is asked for side by side: whatever is given under one key in the same turn of the event
 * loop goes into one `run`. The messages of a batch that are handled at the same time can so share a write, without
 * knowing of each other.
 * @returns a function that takes one item; it resolves with what its run answered, and rejects with what that threw, for
 * each who took part in it.
 */
export function gather<Item, Result>(
  run: (items: readonly Item[], key: string) => Promise<Result>,
): (key: string, item: Item) => Promise<Result> {
  const open = new Map<string, { readonly items: Item[]; readonly result: Promise<Result> }>()
  return (key, item) => {
    const others = open.get(key)
    if (others) {
      others.items.push(item)
      return others.result
    }
    const items = [item]
    const result = endOfTurn().then(() => {
      open.delete(key)
      return run(items, key)
    })
    open.set(key, { items, result })
    return result
  }
}

/** After everything that could go on without waiting for I/O has done so. */
const endOfTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
