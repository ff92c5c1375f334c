import { corrected, readCorrections } from '../../../../ops/corrections/corrections.ts'
import { type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { type OrderedWorld, orderEvent, REPLAYED } from './kit.ts'

export interface Promised {
  readonly dynamo: TestDynamoDb
  readonly idempotency: 'atomic' | 'lease' | 'versioned'
  /** Sequences of the events that each order got. */
  readonly everyEvent: readonly number[]
  readonly orders: readonly number[]
  /** Orders whose events were replayed, to take effect again. */
  readonly replayed: ReadonlySet<number>
}

/** How the end of a run differs from what is promised: each event once, in order, but for what a person has skipped, and nothing left over. */
export async function problemsOf(world: OrderedWorld, promised: Promised): Promise<string[]> {
  const { dynamo, orders } = promised
  const corrections = await readCorrections({ dynamo: dynamo.client, table: testTables.operations }, world.name)
  const problems: string[] = []
  for (const order of orders) {
    const skipped = new Set(
      promised.everyEvent.filter((sequence) => corrected(corrections, orderEvent(order, sequence)) === undefined),
    )
    const { once, again } = split(await world.seen(order), promised)
    const due = promised.everyEvent.filter((sequence) => !skipped.has(sequence))
    // Only a marker tells that an event was done before its release died: without one, a person may skip what has happened.
    const relevant = promised.idempotency === 'versioned' ? once.filter(onceOf(skipped)) : once
    if (!isSame(relevant, due)) problems.push(`order ${order} saw ${once}, and not ${due}`)
    const repeated = promised.idempotency !== 'versioned' && promised.replayed.has(order) ? promised.everyEvent : []
    if (!isSame(again, repeated)) problems.push(`order ${order} saw ${again} again, and not ${repeated}`)
  }
  const leftovers = await world.leftovers()
  if (leftovers.length > 0) problems.push(`left behind: ${leftovers.join(', ')}`)
  const held = await world.aggregatesHeld()
  if (held !== 0) problems.push(`${held} aggregates count as held`)
  return problems
}

/** What happened for the first time, and what a replay has made happen again; a version that is not newer never happens again. */
function split(seen: readonly number[], { idempotency }: Promised) {
  if (idempotency === 'versioned') return { once: seen.map((mark) => mark % REPLAYED), again: [] }
  return {
    once: seen.filter((mark) => mark < REPLAYED),
    again: seen.filter((mark) => mark >= REPLAYED).map((mark) => mark - REPLAYED),
  }
}

/** Leaves out events that were skipped, if they stand in their place and only once. */
const onceOf =
  (skipped: ReadonlySet<number>) =>
  (sequence: number, index: number, all: readonly number[]): boolean =>
    !skipped.has(sequence) || all.indexOf(sequence) !== index || !isAscending(all)

const isAscending = (all: readonly number[]): boolean => all.every((one, index) => index === 0 || one > all[index - 1]!)

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index])
