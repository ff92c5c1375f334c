import type { EventEnvelope } from '../../../events/envelope.ts'
import { MAX_CLAIM_BYTES } from './claim-store.ts'

/** Bytes of data that a page of events may refer to: a page of a megabyte holds a thousand references, each of up to 10 MB. */
const MAX_PAGE_BYTES = MAX_CLAIM_BYTES

/** How many of the events, from the first on, may be read together with their data; at least one. */
export function fitting(events: readonly Pick<EventEnvelope, 'data_ref'>[]): number {
  let bytes = 0
  const beyond = events.findIndex(({ data_ref }, index) => {
    bytes += data_ref?.bytes ?? 0
    return index > 0 && bytes > MAX_PAGE_BYTES
  })
  return beyond < 0 ? events.length : beyond
}
