import { relayTries } from '../runtime/declarations/relay.ts'
import type { SetAsideRecord } from '../runtime/relay/set-aside.ts'
import { isoTime } from '../runtime/system/clock.ts'
import { messageText } from './message-text.ts'
import type { Refusal } from './publishing/target.ts'
import type { StreamRecord } from './stream-records.ts'

/** Sets records aside. @throws when it could not be done: the record then counts as failed. */
export type SetAside = (body: string, signal: AbortSignal) => Promise<void>

/** The body of the message: with the whole item, or with its key only where the item does not fit. Nothing is cut. */
export const setAsideBody = (record: StreamRecord, reason: Refusal): string =>
  completeNote(record, reason) ?? messageText(JSON.stringify(noteOf(record, reason)))

/** The same, with the whole item; nothing where that does not fit. */
export function completeNote(record: StreamRecord, reason: Refusal): string | undefined {
  const note: SetAsideRecord = { ...noteOf(record, reason), item: record.image }
  const body = messageText(JSON.stringify(note))
  return Buffer.byteLength(body) <= relayTries.noteBytes ? body : undefined
}

const noteOf = (
  { sequenceNumber, key, createdAt }: StreamRecord,
  { code, message, isPermanent }: Refusal,
): SetAsideRecord => ({
  reason: { code, message: message.slice(0, MAX_REASON_CHARACTERS).toWellFormed() },
  final: isPermanent,
  sequence_number: sequenceNumber,
  stored_at: isoTime(createdAt),
  key,
})

/** Longest part kept of an error's own text, which may quote the message that it refuses. */
const MAX_REASON_CHARACTERS = 2000
