import type { DataReference, EventEnvelope } from '../../../events/envelope.ts'

/** Largest data of one event that goes by reference: what a request of the HTTP API may bring. */
export const MAX_CLAIM_BYTES = 10 * 1024 * 1024

/** Where the data of large events stands. */
export interface ClaimStore {
  /**
   * Stores the text under its key; what is there already is the same, because the key holds its hash.
   * @throws {DeferredError} `CLAIMS_UNAVAILABLE` while the store is away.
   */
  put(key: string, json: string, signal?: AbortSignal): Promise<void>
  /**
   * @returns the text, held against its checksum.
   * @throws {DeferredError} `CLAIMS_UNAVAILABLE` while the store is away.
   * @throws {PermanentError} `CLAIM_MISSING`, `CLAIM_DAMAGED`.
   */
  get(key: string, reference: DataReference, signal?: AbortSignal): Promise<string>
}

/**
 * Follows from the event and the hash of its data alone, so that a decision that is made again writes the same object, and
 * an event cannot point at the data of another aggregate. The parts are named, as permissions and Athena name them.
 */
export const claimKey = (
  { aggregate_type, aggregate_id }: Pick<EventEnvelope, 'aggregate_type' | 'aggregate_id'>,
  { sha256 }: DataReference,
): string => `type=${aggregate_type}/id=${aggregate_id}/${sha256}.json`
