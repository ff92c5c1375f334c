import type { Refusal } from './publish.ts'
import type { StreamRecord } from './stream-records.ts'

/** A record that no later attempt can relay, set aside so that its shard goes on. */
export interface ParkedRecord {
  readonly reason: { readonly code: string; readonly message: string }
  readonly sequence_number: string
  /** Key of the item, which is still in the table. */
  readonly key: { readonly pk: string | undefined; readonly sk: string | undefined }
  /** The item, as far as it fits a message. */
  readonly item: Readonly<Record<string, string | undefined>>
}

const MAX_ATTRIBUTE_CHARACTERS = 20_000

export const parkedRecord = ({ sequenceNumber, item }: StreamRecord, { code, message }: Refusal): ParkedRecord => ({
  reason: { code, message },
  sequence_number: sequenceNumber,
  key: { pk: item.pk, sk: item.sk },
  item: Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, value?.slice(0, MAX_ATTRIBUTE_CHARACTERS)]),
  ),
})

/** Where records are set aside. @throws when it could not be done: the record then counts as failed. */
export type Park = (record: ParkedRecord) => Promise<void>
