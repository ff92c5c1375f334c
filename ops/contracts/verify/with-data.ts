import type { EventEnvelope } from '../../../events/envelope.ts'
import { checkOut } from '../../../lambdas/runtime/claims/check-out.ts'
import type { ClaimStore } from '../../../lambdas/runtime/claims/claim-store.ts'
import { PermanentError } from '../../../lambdas/runtime/errors.ts'
import type { Failure } from './failure.ts'
import type { StoredItem } from './judge-event.ts'

export interface ItemWithData {
  readonly item: StoredItem
  /** Its data cannot be had, and never will. */
  readonly failure?: Failure
}

/** As `checkIn` writes it; in the data of another event, at worst one look too many. */
const REFERENCE = '"data_ref":{"sha256":'

/**
 * Items as they are, those whose data stands in a bucket with it.
 * @throws what the bucket throws while it is away: nothing is judged then.
 */
export function withData(items: readonly StoredItem[], claims: ClaimStore): Promise<ItemWithData[]> {
  return Promise.all(
    items.map(async (item) => {
      const event = referringEvent(item)
      if (!event) return { item }
      try {
        return { item: { ...item, event: { S: JSON.stringify(await checkOut(event, claims)) } } }
      } catch (error) {
        if (!(error instanceof PermanentError)) throw error
        return { item, failure: failureOf(event, error) }
      }
    }),
  )
}

/** An item that is not even JSON is judged as it is. */
function referringEvent({ event }: StoredItem): EventEnvelope | undefined {
  if (!event?.S?.includes(REFERENCE)) return undefined
  try {
    return JSON.parse(event.S) as EventEnvelope
  } catch {
    return undefined
  }
}

const failureOf = ({ event_type, version, event_id }: EventEnvelope, { code }: PermanentError): Failure => ({
  code: code === 'CLAIM_MISSING' ? 'CLAIM_MISSING' : 'CLAIM_DAMAGED',
  of: `${event_type} version ${version}`,
  reason: 'its data is not in the bucket as it was stored',
  id: event_id,
})
