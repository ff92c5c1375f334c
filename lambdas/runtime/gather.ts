/**
 * Joins requests that are made at the same time: all items given under one key in the same turn of the event loop go into one
 * `run`. So messages of a batch that are handled side by side share a write without knowing of each other.
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

/**
 * The same without keys, for work of which two runs at once would disturb each other: one run at a time, and all items that are
 * given meanwhile go into the next run.
 */
export function gatherInTurn<Item, Result>(
  run: (items: readonly Item[]) => Promise<Result>,
): (item: Item) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  let next: { readonly items: Item[]; readonly result: Promise<Result> } | undefined
  return (item) => {
    if (next) {
      next.items.push(item)
      return next.result
    }
    const items = [item]
    const result = Promise.all([last, endOfTurn()]).then(() => {
      next = undefined
      return run(items)
    })
    last = result.catch(() => {})
    next = { items, result }
    return result
  }
}

/** After everything that could go on without waiting for I/O has done so. */
const endOfTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
