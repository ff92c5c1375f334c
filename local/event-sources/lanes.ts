import { createHash } from 'node:crypto'
import { pause } from '../pause.ts'
import type { DynamoDbStreamRecord } from '../ports.ts'
import { batchOf } from './stream-batch.ts'
import { type LaneDependencies, processBatch } from './stream-lane.ts'
import { type LanePositions, leastOf } from './stream-position.ts'

/** The records of a stream, dealt out to lanes that run side by side; within a lane order holds. */
export interface Lanes {
  push(lane: number, record: DynamoDbStreamRecord): void
  /** Everything below this sequence number has been pushed. */
  readUpTo(next: bigint): void
  positions(): LanePositions
  /** Goes on from stored positions: records that their lane has done already are not delivered again. */
  restore(stored: LanePositions): void
  /** Resolves when fewer than `count` records wait, or on abort. */
  waitBelow(count: number): Promise<void>
  running(): Promise<unknown>[]
}

interface Lane {
  waiting: DynamoDbStreamRecord[]
  /** All records of the lane below this are done. */
  doneBelow: bigint
  running: Promise<void> | undefined
  /** Ends the batching window: the batch is full. */
  full: (() => void) | undefined
}

export interface LanesDependencies extends Omit<LaneDependencies, 'onProgress'> {
  /** Some lane has done more records. */
  onProgress(): void
  /** How long a lane stalls before it delivers a batch that begins with this record. */
  stallMs?(record: DynamoDbStreamRecord): number
  onProblem(message: string): void
}

/** After an invocation that could not even be made. */
const afterProblemMs = 1_000

export function createLanes(count: number, deps: LanesDependencies): Lanes {
  const { BatchSize = 100, MaximumBatchingWindowInSeconds: window = 0 } = deps.mapping
  const lanes: Lane[] = Array.from({ length: count }, () => ({
    waiting: [],
    doneBelow: 0n,
    running: undefined,
    full: undefined,
  }))
  let read = 0n
  let wake = () => {}
  deps.signal.addEventListener('abort', () => wake(), { once: true })
  const waiting = () => lanes.reduce((sum, lane) => sum + lane.waiting.length, 0)

  async function run(lane: Lane) {
    while (lane.waiting.length > 0 && !deps.signal.aborted) {
      if (window > 0 && lane.waiting.length < BatchSize) await fillBatch(lane)
      const [first] = lane.waiting
      const stallMs = (first && deps.stallMs?.(first)) ?? 0
      if (stallMs > 0) await pause(stallMs, deps.signal)
      const done = await processBatch(() => batchOf(lane.waiting, BatchSize), {
        ...deps,
        onProgress: (doneBelow) => progress(lane, doneBelow),
      })
      if (deps.signal.aborted) return
      lane.waiting.splice(0, done)
      wake()
    }
    progress(lane, read)
  }

  async function fillBatch(lane: Lane) {
    const full = new AbortController()
    lane.full = () => full.abort()
    await pause(window * 1000, AbortSignal.any([full.signal, deps.signal]))
    lane.full = undefined
  }

  function progress(lane: Lane, doneBelow: bigint) {
    if (doneBelow <= lane.doneBelow) return
    lane.doneBelow = doneBelow
    deps.onProgress()
  }

  function start(lane: Lane) {
    lane.running ??= run(lane)
      .catch(async (error: Error) => {
        // An invocation that was refused because everything is stopping leaves its records for the next start.
        if (deps.signal.aborted) return
        deps.onProblem(error.message)
        await pause(afterProblemMs, deps.signal)
      })
      .finally(() => {
        lane.running = undefined
        if (lane.waiting.length > 0 && !deps.signal.aborted) start(lane)
      })
  }

  return {
    push(index, record) {
      const lane = lanes[index] as Lane
      if (BigInt(record.dynamodb.SequenceNumber) < lane.doneBelow) return
      lane.waiting.push(record)
      if (lane.waiting.length >= BatchSize) lane.full?.()
    },
    readUpTo(next) {
      read = next
      for (const lane of lanes) {
        if (lane.waiting.length > 0) start(lane)
        else if (next > lane.doneBelow) lane.doneBelow = next
      }
    },
    positions: () => lanes.map(({ doneBelow }) => doneBelow),
    restore(stored) {
      const least = leastOf(stored)
      lanes.forEach((lane, index) => {
        // With another number of lanes, keys are dealt out differently: only the least position holds for all.
        lane.doneBelow = stored.length === lanes.length ? (stored[index] ?? least) : least
      })
    },
    async waitBelow(most) {
      while (waiting() >= most && !deps.signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    running: () => lanes.flatMap(({ running }) => (running ? [running] : [])),
  }
}

/**
 * The lane of a record: the same one for all records of an item. With more than one lane, AWS keeps the order of an item
 * (its partition and sort key), not of everything under a partition key.
 */
export function laneOf({ dynamodb }: DynamoDbStreamRecord, count: number): number {
  if (count === 1) return 0
  return createHash('md5').update(JSON.stringify(dynamodb.Keys)).digest().readUInt32BE() % count
}
