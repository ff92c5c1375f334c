/**
 * The part of a document that one stream determines, as of one of its events. A document is a set of named parts, and each part
 * is fed by exactly one stream, so the stream's sequence says which of two values is newer.
 */
export interface Part {
  /** Sequence of the event that set this value. */
  readonly sequence: number
  /** Timestamp of that event. */
  readonly at: string
  readonly value: unknown
  /** Attributes of the table's indexes that follow from this value. */
  readonly indexed?: Readonly<Record<string, string>>
}

export type Parts = Readonly<Record<string, Part>>

/** The address of a document: its id, and an entry where one id has many (e.g. the lines of a statement). */
export interface DocumentKey {
  readonly id: string
  readonly entry?: string
}

/**
 * The newest of both, part by part. Commutative, associative and idempotent: whatever the order and however often
 * events arrive, the result is that of the stream read in order.
 */
export function joinParts(left: Parts, right: Parts): Parts {
  const joined: Record<string, Part> = { ...left }
  for (const [name, part] of Object.entries(right)) {
    const known = joined[name]
    if (!known || known.sequence < part.sequence) joined[name] = part
  }
  return joined
}
