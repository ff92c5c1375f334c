const MAX_CHUNK = 512

/** Strings in order, in chunks small enough that inserting one stays cheap however many there are. */
export class SortedKeys {
  readonly #chunks: string[][] = [[]]

  /** The key must not be in yet. */
  add(key: string): void {
    const index = Math.min(this.#chunkOf(key), this.#chunks.length - 1)
    const chunk = this.#chunks[index] as string[]
    chunk.splice(lowerBound(chunk, key), 0, key)
    if (chunk.length > MAX_CHUNK) this.#chunks.splice(index + 1, 0, chunk.splice(MAX_CHUNK / 2))
  }

  delete(key: string): void {
    const index = this.#chunkOf(key)
    const chunk = this.#chunks[index]
    if (chunk === undefined) return
    const at = lowerBound(chunk, key)
    if (chunk[at] !== key) return
    chunk.splice(at, 1)
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(index, 1)
  }

  /** Keys from `gte` up to `lt`, ascending. */
  *ascending(gte: string, lt: string): Generator<string> {
    let index = this.#chunkOf(gte)
    let at = index < this.#chunks.length ? lowerBound(this.#chunks[index] as string[], gte) : 0
    for (; index < this.#chunks.length; index++, at = 0) {
      const chunk = this.#chunks[index] as string[]
      for (; at < chunk.length; at++) {
        const key = chunk[at] as string
        if (key >= lt) return
        yield key
      }
    }
  }

  /** Keys below `lt` down to `gte`, descending. */
  *descending(gte: string, lt: string): Generator<string> {
    let index = Math.min(this.#chunkOf(lt), this.#chunks.length - 1)
    let at = lowerBound(this.#chunks[index] as string[], lt) - 1
    for (;;) {
      const chunk = this.#chunks[index] as string[]
      for (; at >= 0; at--) {
        const key = chunk[at] as string
        if (key < gte) return
        yield key
      }
      if (--index < 0) return
      at = (this.#chunks[index] as string[]).length - 1
    }
  }

  /** Index of the first chunk whose last key is not below the given one; the number of chunks if there is none. */
  #chunkOf(key: string): number {
    let low = 0
    let high = this.#chunks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const chunk = this.#chunks[middle] as string[]
      const last = chunk[chunk.length - 1]
      if (last !== undefined && last < key) low = middle + 1
      else high = middle
    }
    return low
  }
}

function lowerBound(keys: string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] as string) < key) low = middle + 1
    else high = middle
  }
  return low
}
