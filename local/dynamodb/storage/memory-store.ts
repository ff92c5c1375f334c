import { SortedKeys } from './sorted-keys.ts'
import type { Entry, Range, Store, Writes } from './store.ts'

const done = Promise.resolve()

/** Keeps everything in memory; gone when the process ends. */
export class MemoryStore implements Store {
  readonly #values = new Map<string, string>()
  readonly #keys = new SortedKeys()

  get(key: string): string | undefined {
    return this.#values.get(key)
  }

  isPending(): boolean {
    return false
  }

  range({ gte, lt, reverse, limit = Number.POSITIVE_INFINITY, maxCharacters }: Range): Entry[] {
    const entries: Entry[] = []
    let characters = 0
    for (const key of reverse ? this.#keys.descending(gte, lt) : this.#keys.ascending(gte, lt)) {
      if (entries.length >= limit) break
      const value = this.#values.get(key) as string
      entries.push([key, value])
      characters += value.length
      if (maxCharacters !== undefined && characters >= maxCharacters) break
    }
    return entries
  }

  write(writes: Writes): Promise<void> {
    for (const [key, value] of writes) {
      if (value !== null) {
        if (!this.#values.has(key)) this.#keys.add(key)
        this.#values.set(key, value)
      } else if (this.#values.delete(key)) {
        this.#keys.delete(key)
      }
    }
    return done
  }

  settled(): Promise<void> {
    return done
  }

  clear(gte: string, lt: string): Promise<void> {
    for (const key of [...this.#keys.ascending(gte, lt)]) {
      this.#values.delete(key)
      this.#keys.delete(key)
    }
    return done
  }

  close(): Promise<void> {
    return done
  }
}
