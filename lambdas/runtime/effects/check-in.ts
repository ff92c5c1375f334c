import { createHash } from 'node:crypto'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { type ClaimStore, claimKey, MAX_CLAIM_BYTES } from '../claim-check/claim-store.ts'
import { PermanentError } from '../errors.ts'
import { MAX_EVENT_BYTES, toEventItem } from '../event-store/event-item.ts'

export interface CheckedIn {
  readonly item: Record<string, AttributeValue>
  /** Stores the data before the item is stored; absent where the event is small. It runs once, however often it is called. */
  readonly prepare?: (signal?: AbortSignal) => Promise<void>
}

/**
 * The item of an event that may be large. Its data is stored before the item, so that whoever reads the event finds the data:
 *
 *     put data ──► commit item ──► relay ──► consumer gets data
 *         ╰─ ✗ commit refused: the object stays and nobody refers to it; a decision on the same data writes it again
 *
 * @param signal ends the wait for the store; it comes before that of the commit, because a store that hangs must leave time to commit the rest of a batch.
 * @throws {PermanentError} `EVENT_TOO_LARGE` beyond {@link MAX_CLAIM_BYTES}.
 */
export function checkIn(event: EventEnvelope, claims: ClaimStore, signal?: AbortSignal): CheckedIn {
  if (Buffer.byteLength(JSON.stringify(event)) <= MAX_EVENT_BYTES) return { item: toEventItem(event) }
  const json = JSON.stringify(event.data)
  const bytes = Buffer.byteLength(json)
  if (bytes > MAX_CLAIM_BYTES) {
    const what = `The data of ${event.event_type} of ${event.aggregate_id}`
    throw new PermanentError('EVENT_TOO_LARGE', `${what} has ${bytes} bytes; allowed are ${MAX_CLAIM_BYTES}.`)
  }
  const reference = { sha256: createHash('sha256').update(json).digest('hex'), bytes }
  const key = claimKey(event, reference)
  let stored: Promise<void> | undefined
  return {
    item: toEventItem({ ...event, data: {}, data_ref: reference }),
    prepare: (ofCommit) => {
      stored ??= claims.put(key, json, signal ?? ofCommit).catch((error: unknown) => {
        stored = undefined
        throw error
      })
      return stored
    },
  }
}
