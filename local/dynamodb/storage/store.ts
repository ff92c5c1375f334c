/** Changes to apply together: a key's new value, or null to remove it. */
export type Writes = Map<string, string | null>

export type Entry = [key: string, value: string]

export interface Range {
  /** First key. */
  gte: string
  /** End, not included. */
  lt: string
  reverse?: boolean
  limit?: number
  /** Stop after the entry with which the values reach this many characters. */
  maxCharacters?: number
}

/** An ordered map of ASCII keys to strings. All reads see every acknowledged write. */
export interface Store {
  /** The newest value, also when its write is not yet durable (see `isPending`). */
  get(key: string): string | undefined
  /** Whether the newest value of the key would be lost if the process died now. */
  isPending(key: string): boolean
  range(range: Range): Entry[] | Promise<Entry[]>
  /** Applies all or nothing. Visible to `get` at once; resolves when killing the process cannot lose it any more. */
  write(writes: Writes): Promise<void>
  /** Resolves once everything written so far is durable. */
  settled(): Promise<void>
  /** Removes all keys from `gte` up to but not including `lt`. */
  clear(gte: string, lt: string): Promise<void>
  close(): Promise<void>
}
