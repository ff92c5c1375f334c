import type { Entry } from './target.ts'

/**
 * Remembers the messages that a target has taken, for as long as this instance of the function lives. When one target is
 * away, the stream hands out the same records again and again; the other target, which has them already, is then spared the
 * repetition.
 */
export interface Taken {
  has(target: string, record: Delivered): boolean
  add(target: string, record: Delivered): void
}

/**
 * A sequence number alone says too little: it is unique within its shard, and one instance relays the records of several.
 * The id of the event or command is not enough either: an operator may store it once more in order to have it relayed again, and that
 * record, which has a new number, must be sent.
 */
type Delivered = Pick<Entry<unknown>, 'sequenceNumber' | 'id'>

/** More than a few batches: a repetition that is not remembered is harmless, consumers drop it. */
const REMEMBERED = 20_000

export function createTaken(limit = REMEMBERED): Taken {
  const known = new Set<string>()
  const keyOf = (target: string, { sequenceNumber, id }: Delivered) => `${target} ${sequenceNumber} ${id}`
  return {
    has: (target, record) => known.has(keyOf(target, record)),
    add: (target, record) => {
      known.add(keyOf(target, record))
      if (known.size <= limit) return
      const [oldest] = known
      known.delete(oldest as string)
    },
  }
}
