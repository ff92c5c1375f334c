import type { EventCatalog } from '../../../events/decode.ts'
import { type DataReference, type EventEnvelope, envelope } from '../../../events/envelope.ts'
import type { ByteBudget } from '../../../lambdas/runtime/claim-check/byte-budget.ts'
import { checkOut } from '../../../lambdas/runtime/claim-check/check-out.ts'
import type { ClaimStore } from '../../../lambdas/runtime/claim-check/claim-store.ts'
import { fitting } from '../../../lambdas/runtime/claim-check/page-of-data.ts'
import { PermanentError } from '../../../lambdas/runtime/errors.ts'
import type { Failure, FailureCode } from './failure.ts'
import type { StoredItem } from './judge-event.ts'

/** Where the data of large events is, and how much of it may be in memory at a time. */
export interface LargeData {
  readonly catalog: EventCatalog
  readonly claims: ClaimStore
  readonly budget: ByteBudget
}

export interface ItemWithData {
  readonly item: StoredItem
  /** Only of a large event: whole. */
  readonly event?: EventEnvelope
  /** Why the event's data cannot be read, now or ever; absent if it was read. */
  readonly failure?: Failure
}

type Referring = EventEnvelope & { readonly data_ref: DataReference }

interface Found {
  readonly item: StoredItem
  readonly event: Referring | undefined
  readonly data_ref: DataReference | undefined
}

/** Start of a reference, as `checkIn` writes it. If the data of some other event contains this text, it costs one needless look. */
const REFERENCE = '"data_ref":{"sha256":'

/**
 * Judges items in their order; those whose data stands in a bucket with it. Large events are read together as far as the budget
 * goes, and let go before the next ones are read.
 * @throws what the bucket throws while it is away: nothing more is judged then.
 */
export async function judgeWithData(
  items: readonly StoredItem[],
  large: LargeData,
  judge: (item: ItemWithData) => void,
): Promise<void> {
  const found = items.map(lookInto)
  for (let rest = found; rest.length > 0; ) {
    const group = rest.slice(0, fitting(rest))
    rest = rest.slice(group.length)
    const bytes = group.reduce((sum, { data_ref }) => sum + (data_ref?.bytes ?? 0), 0)
    if (bytes === 0) {
      for (const { item } of group) judge({ item })
      continue
    }
    await large.budget.within(bytes, undefined, async () => {
      for (const one of await Promise.all(group.map((each) => read(each, large)))) judge(one)
    })
  }
}

async function read({ item, event }: Found, { catalog, claims }: LargeData): Promise<ItemWithData> {
  const definition = event && catalog.get(event.event_type)
  // A type that is not known is a failure, whatever its data is.
  if (!event || !definition) return { item }
  if (!definition.claimCheck) {
    return { item, failure: failureOf(event, 'CLAIM_UNDECLARED', 'its type does not declare claimCheck') }
  }
  try {
    return { item, event: await checkOut(event, claims) }
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error
    const code = error.code === 'CLAIM_MISSING' ? 'CLAIM_MISSING' : 'CLAIM_DAMAGED'
    return { item, failure: failureOf(event, code, 'its data is not in the bucket as it was stored') }
  }
}

/** An item that is not even JSON, or no event, is judged as it is. */
function lookInto(item: StoredItem): Found {
  const text = item.event?.S
  const event = text?.includes(REFERENCE) ? referringEvent(text) : undefined
  return { item, event, data_ref: event?.data_ref }
}

function referringEvent(text: string): Referring | undefined {
  try {
    const parsed = envelope.safeParse(JSON.parse(text))
    return parsed.data?.data_ref && (parsed.data as Referring)
  } catch {
    return undefined
  }
}

const failureOf = ({ event_type, version, event_id }: EventEnvelope, code: FailureCode, reason: string): Failure => ({
  code,
  of: `${event_type} version ${version}`,
  reason,
  id: event_id,
})
