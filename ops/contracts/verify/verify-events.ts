import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { EventCatalog } from '../../../events/decode.ts'
import { type ByteBudget, byteBudget } from '../../../lambdas/runtime/claim-check/byte-budget.ts'
import { type ClaimStore, MAX_CLAIM_BYTES } from '../../../lambdas/runtime/claim-check/claim-store.ts'
import { compiledCatalog } from './compiled.ts'
import { foldAgain } from './fold-again.ts'
import { type Folds, type StreamFolder, streamFolder } from './fold-streams.ts'
import { type Judged, judgeEvent } from './judge-event.ts'
import { keyOf, type Place, type Progress } from './progress.ts'
import { addTally, countEvent, countFailure, emptyTally, type Tally } from './tally.ts'
import { type ItemWithData, judgeWithData } from './with-data.ts'

export interface VerifyEventsOptions extends Folds {
  readonly client: DynamoDBClient
  readonly eventTable: string
  readonly catalog: EventCatalog
  /** Where the data of large events stands. */
  readonly claims: ClaimStore
  /** Where to begin, and what was found before: a run that was interrupted goes on. Changed in place. */
  readonly progress: Progress
  /** Judge only so many events of each type and version, and stop when there are hardly any others. Default: all. */
  readonly sample?: number
  /** Stops between two pages. */
  readonly signal: AbortSignal
  /** After each page, when its place is known to `progress`. */
  readonly onPage: (events: number) => Promise<void> | void
}

/** Data of large events that is in memory at a time, over all segments. */
const LARGE_BYTES = 4 * MAX_CLAIM_BYTES

/** Pages in a row, over all segments, that brought no type or version of which there are too few, until a sample is enough. */
const FRUITLESS_PAGES = 40

/**
 * Reads the event table from end to end, strongly consistent, and judges every event by the code of today: can it be
 * read, upcast, and folded into its aggregate and read models? Memory does not grow with the number of events.
 */
export async function verifyEvents(given: VerifyEventsOptions): Promise<Tally> {
  const options = { ...given, catalog: compiledCatalog(given.catalog) }
  const { progress } = options
  const shared = { fruitless: 0, budget: byteBudget(LARGE_BYTES) }
  await Promise.all(progress.places.map((place, segment) => verifySegment(options, segment, place, shared)))
  return progress.tally
}

async function verifySegment(
  options: VerifyEventsOptions,
  segment: number,
  place: Place,
  shared: { fruitless: number; readonly budget: ByteBudget },
): Promise<void> {
  const { client, eventTable, progress, sample, signal, onPage } = options
  const folder = streamFolder(options)
  // A sample folds nothing.
  if (place.cursor !== undefined && !place.isDone && sample === undefined) {
    await foldAgain({ ...options, budget: shared.budget }, folder, place.cursor)
  }
  while (!place.isDone) {
    signal.throwIfAborted()
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: eventTable,
        Segment: segment,
        TotalSegments: progress.places.length,
        ConsistentRead: true,
        ExclusiveStartKey: place.cursor === undefined ? undefined : keyOf(place.cursor),
      }),
    )
    // Counted with its place: a page of which the bucket gives the data only in part is judged again as a whole.
    const page = emptyTally()
    await judgeWithData(Items, { ...options, budget: shared.budget }, (item) => judge(options, folder, page, item))
    shared.fruitless = page.events > 0 ? 0 : shared.fruitless + 1
    addTally(progress.tally, page)
    moveOn(place, LastEvaluatedKey)
    await onPage(progress.tally.events)
    if (sample !== undefined && shared.fruitless >= FRUITLESS_PAGES) return
  }
}

function moveOn(place: Place, last: Record<string, AttributeValue> | undefined): void {
  if (last) place.cursor = JSON.stringify(last)
  else place.isDone = true
}

/** A sample leaves out what it has enough of. */
function judge(
  { catalog, progress: { tally }, sample }: VerifyEventsOptions,
  folder: StreamFolder,
  page: Tally,
  { item, event, failure: unread }: ItemWithData,
): void {
  const judged: Judged = unread ? { stored: unread.of, failure: unread } : judgeEvent(catalog, item, event)
  if (sample !== undefined && judged.stored !== undefined) {
    const [before, here] = [tally.stored[judged.stored] ?? 0, page.stored[judged.stored] ?? 0]
    if (before + here >= sample) return
  }
  countEvent(page, judged)
  // Events left out by a sample would look like gaps.
  const failure = judged.failure ?? (judged.event && sample === undefined ? folder.fold(judged.event) : undefined)
  if (failure) countFailure(page, failure)
}
