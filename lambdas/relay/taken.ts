/**
 * What a target has taken, for as long as this instance of the function lives. When one target is away, the stream hands
 * out the same records again and again; the other target, which has them already, is then spared the repetition.
 */
export interface Taken {
  has(target: string, sequenceNumber: string): boolean
  add(target: string, sequenceNumber: string): void
}

/** More than a few batches: a repetition that is not remembered is harmless, consumers drop it. */
const REMEMBERED = 20_000

export function createTaken(limit = REMEMBERED): Taken {
  const known = new Set<string>()
  const keyOf = (target: string, sequenceNumber: string) => `${target} ${sequenceNumber}`
  return {
    has: (target, sequenceNumber) => known.has(keyOf(target, sequenceNumber)),
    add: (target, sequenceNumber) => {
      known.add(keyOf(target, sequenceNumber))
      if (known.size <= limit) return
      const [oldest] = known
      known.delete(oldest as string)
    },
  }
}
