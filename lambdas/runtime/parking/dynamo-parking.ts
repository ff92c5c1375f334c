import { createItemReader } from '../aws/item-reader.ts'
import { isCompleted } from '../idempotency/marker.ts'
import { holdKey, type Item, summaryKey, toHold } from './items.ts'
import type { ParkingEnvironment } from './park.ts'
import type { BroughtAlong, Hold, Parking, ParkingAnswer, ParkingQuestion } from './parking.ts'
import { nothingHeld } from './parking.ts'
import { isQuiet, SUMMARY_CACHE_MS } from './summary.ts'

export interface DynamoParkingEnvironment extends ParkingEnvironment {
  readonly processedTable: string
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
  /** Not where the clock has been set back since. */
  const isFresh = () =>
    last !== undefined && last.askedAt <= clock.now() && clock.now() - last.askedAt < SUMMARY_CACHE_MS

  async function summaryOf(broughtAlong: BroughtAlong | undefined): Promise<Item | undefined> {
    if (broughtAlong) last = broughtAlong
    if (isFresh()) return last?.item
    const askedAt = clock.now()
    const item = await items.get(address)
    last = { item, askedAt }
    return item
  }

  return {
    summary: () => (isFresh() ? undefined : address),
    isQuiet: () => isFresh() && isQuiet(last?.item, clock.now()),
    look: async (questions, broughtAlong) => {
      const summary = await summaryOf(broughtAlong)
      return isQuiet(summary, clock.now()) ? nothingHeld : lookUp(environment, items.get, questions)
    },
    park: async (...asked) => (await import('./park.ts')).park(environment, ...asked),
    hold: async (...asked) => (await import('./park.ts')).hold(environment, ...asked),
    claim: async (...asked) => (await import('./release-claim.ts')).claimRelease(environment, ...asked),
  }
}

/** All of a batch in one call: the holds of its aggregates, and whether its events are done or decided. */
async function lookUp(
  { table, processedTable, consumer, clock }: DynamoParkingEnvironment,
  get: ReturnType<typeof createItemReader>['get'],
  questions: readonly ParkingQuestion[],
): Promise<ParkingAnswer> {
  const holds = new Map<string, Hold>()
  const settled = new Set<string>()
  const groups = [...new Set(questions.map(({ group }) => group))].map(async (group) => {
    const item = await get({ table, key: holdKey(consumer, group) })
    if (item) holds.set(group, toHold(item))
  })
  const keys = questions.flatMap(({ idempotencyKey }) => (idempotencyKey === undefined ? [] : [idempotencyKey]))
  const markers = [...new Set(keys)].map(async (key) => {
    const item = await get({ table: processedTable, key: { pk: { S: key } } })
    if (isCompleted(item, clock.now())) settled.add(key)
  })
  await Promise.all([...groups, ...markers])
  return { holdOf: (group) => holds.get(group), isSettled: (key) => settled.has(key) }
}
