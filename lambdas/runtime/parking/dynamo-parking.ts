import type { Item } from '../aws/item.ts'
import { createItemReader } from '../aws/item-reader.ts'
import { isCompleted } from '../idempotency/marker.ts'
import { mayBeDecided } from './decided.ts'
import { holdKey, summaryKey, toHold } from './items.ts'
import type { ParkingEnvironment } from './parked-table.ts'
import type { BroughtAlong, Hold, Parking, ParkingAnswer, ParkingQuestion } from './parking.ts'
import { nothingHeld } from './parking.ts'
import { needsLookUp, SUMMARY_CACHE_MS } from './summary.ts'

export interface DynamoParkingEnvironment extends ParkingEnvironment {
  readonly processedTable: string
  /** Whether the consumer's own commits are refused where a marker stands, as that of an event about which a person has decided. */
  readonly leavesMarkers: boolean
}

/**
 * The parking in DynamoDB. What is asked for each batch is here; what keeps events and gives them back is loaded when the
 * first one has to wait.
 */
export function dynamoParking(environment: DynamoParkingEnvironment): Parking {
  const { table, consumer, clock } = environment
  const items = createItemReader(environment)
  const address = { table, key: summaryKey(consumer) }
  let last: BroughtAlong | undefined
  /** Whether the last answer says so. It stays so for as long as the answer counts, because what it says only runs out. */
  let isNothingHeld = false
  /** An answer is fresh for a while, but not if the clock has been set back since. */
  const isFresh = () =>
    last !== undefined && last.askedAt <= clock.now() && clock.now() - last.askedAt < SUMMARY_CACHE_MS

  function learn(answer: BroughtAlong): void {
    const now = clock.now()
    last = answer
    isNothingHeld = !needsLookUp(answer.item, now) && mayBeDecided(answer.item, now) === undefined
  }

  async function summaryOf(broughtAlong: BroughtAlong | undefined): Promise<Item | undefined> {
    if (broughtAlong) learn(broughtAlong)
    if (isFresh()) return last?.item
    const askedAt = clock.now()
    const item = await items.get(address)
    learn({ item, askedAt })
    return item
  }

  return {
    summary: () => (isFresh() ? undefined : address),
    isQuiet: () => isNothingHeld && isFresh(),
    look: async (questions, broughtAlong) => {
      const summary = await summaryOf(broughtAlong)
      const now = clock.now()
      if (needsLookUp(summary, now)) return lookUp(environment, items.get, questions)
      const isMaybeDecided = mayBeDecided(summary, now)
      const keys = isMaybeDecided ? keysOf(questions).filter(isMaybeDecided) : []
      if (keys.length === 0) return nothingHeld
      const settled = await settledOf(environment, items.get, keys)
      return { holdOf: () => undefined, isSettled: (key) => settled.has(key) }
    },
    park: async (...asked) => (await import('./park.ts')).park(environment, ...asked),
    hold: async (...asked) => (await import('./park.ts')).hold(environment, ...asked),
    takeLease: async (...asked) => (await import('./take-release-lease.ts')).takeReleaseLease(environment, ...asked),
  }
}

type Get = ReturnType<typeof createItemReader>['get']

/**
 * The holds of a batch's aggregates, and whether its events are done or decided: in one call. Where nothing but this look keeps a copy of a
 * skipped event from taking effect, in two: DynamoDB reads the items of one call at different moments, and a hold that is not there any more
 * must not be put together with a marker that is not there yet.
 *
 *     one call    ──marker: none────────────────────hold: none──► would run
 *     operator    ───────────────[skip: marker, no hold]──
 *     two calls   ──────────────────────────────────hold: none──marker: there──► duplicate
 */
async function lookUp(
  environment: DynamoParkingEnvironment,
  get: Get,
  questions: readonly ParkingQuestion[],
): Promise<ParkingAnswer> {
  const { table, consumer, leavesMarkers } = environment
  const holds = new Map<string, Hold>()
  const groups = [...new Set(questions.map(({ group }) => group))].map(async (group) => {
    const item = await get({ table, key: holdKey(consumer, group) })
    if (item) holds.set(group, toHold(item))
  })
  if (!leavesMarkers) await Promise.all(groups)
  const [settled] = await Promise.all([settledOf(environment, get, keysOf(questions)), ...groups])
  return { holdOf: (group) => holds.get(group), isSettled: (key) => settled.has(key) }
}

const keysOf = (questions: readonly ParkingQuestion[]): string[] => [
  ...new Set(questions.flatMap(({ idempotencyKey }) => (idempotencyKey === undefined ? [] : [idempotencyKey]))),
]

/** Finds the keys whose events were done, skipped or replaced. */
async function settledOf(
  { processedTable, clock }: DynamoParkingEnvironment,
  get: Get,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const settled = new Set<string>()
  const looks = keys.map(async (key) => {
    const item = await get({ table: processedTable, key: { pk: { S: key } } })
    if (isCompleted(item, clock.now())) settled.add(key)
  })
  await Promise.all(looks)
  return settled
}
