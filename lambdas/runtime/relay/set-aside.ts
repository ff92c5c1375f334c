import type { Item } from '../aws/item.ts'

export interface Reason {
  readonly code: string
  readonly message: string
}

/** A stream record that was set aside so that its shard goes on: the body of a message in the relay's failure queue. */
export interface SetAsideRecord {
  readonly reason: Reason
  /** Whether no later attempt could differ; otherwise it was tried until the stream was about to lose it. */
  readonly final: boolean
  /** Sequence number of the stream record. Within one aggregate, a larger number is a later item. */
  readonly sequence_number: string
  /** When the item was stored, ISO 8601, exact to the second. */
  readonly stored_at: string
  /** Key of the item, which is still in the table. */
  readonly key: Item
  /** The whole item; absent if it does not fit a message, then it must be read from the table. */
  readonly item?: Item
}

/** The records that an operator, instead of the stream, asks the function of a relay to send once more. */
export interface RedriveRequest {
  readonly redrive: readonly { readonly sequence_number: string; readonly stored_at: string; readonly item: Item }[]
}

/** The outcome. Records that are not listed were sent. */
export interface RedriveAnswer {
  /** Records that every later attempt would be refused for, too, by sequence number. */
  readonly refused: Readonly<Record<string, Reason>>
  /** Records that could not be sent this time, by sequence number; another attempt may succeed. */
  readonly failed: Readonly<Record<string, Reason>>
}
