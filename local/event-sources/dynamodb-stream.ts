import { pause } from '../pause.ts'
import type { DynamoDbStreamRecord } from '../ports.ts'
import { failedBatchMessage } from './failed-batch.ts'
import { recordFilter } from './filter.ts'
import { createLanes, laneOf } from './lanes.ts'
import { type EventSourceMapping, mappingId } from './mapping.ts'
import {
  type EventSourceDependencies,
  neverProcessed,
  problem,
  processed,
  type RunningEventSource,
  settleWithin,
} from './source.ts'
import { leastOf, openPositionStore } from './stream-position.ts'

/** How many records are read ahead of the function; a lane that is stuck stops the reading only beyond this. */
const readAhead = 10_000
const readLimit = 1_000
const retryDestinationMs = 1_000
/** Number of shards of a stream whose item collections a fault has split. Each shard is read by itself, in as many lanes as the mapping says. */
const splitShards = 3
const retryReadMs = 1_000

/**
 * Delivers the records of a table's stream to a function, in order; with a ParallelizationFactor, in order per item. At least once: the position is
 * stored after the function succeeded, so that a crash in between delivers the batch again.
 */
export function startStreamSource(mapping: EventSourceMapping, deps: EventSourceDependencies): RunningEventSource {
  const { EventSourceArn, FunctionName, ParallelizationFactor = 1 } = mapping
  const { dynamodb, functions, faults } = deps
  const laneCount = ParallelizationFactor * (faults?.splitsCollections ? splitShards : 1)
  const tableName = tableNameOf(EventSourceArn)
  const wanted = recordFilter(mapping)
  const positions = openPositionStore(
    deps.dataDir,
    mappingId(mapping),
    (message) => deps.onProblem?.(message),
    deps.positionsInMemory,
  )
  const stopping = new AbortController()
  const { signal } = stopping
  const now = () => deps.clock?.now() ?? Date.now()
  let lastResult = neverProcessed

  const lanes = createLanes(laneCount, {
    mapping,
    signal,
    now,
    async invoke(take, attempt) {
      let records: DynamoDbStreamRecord[] = []
      const messages = () => records.map(({ dynamodb: change }) => JSON.stringify(change.NewImage ?? change.Keys))
      const payload = async () => {
        records = take()
        return { Records: records }
      }
      // "the age of the last record in the event", when it is handed over
      const iteratorAgeMs = () =>
        Math.max(0, now() - 1000 * (records.at(-1)?.dynamodb.ApproximateCreationDateTime ?? now() / 1000))
      const trigger = { source: 'stream' as const, attempt, messages, iteratorAgeMs }
      const result = await functions.invoke(FunctionName, payload, { signal, trigger })
      lastResult = result.error ? problem : processed
      return result
    },
    giveUp: (records, condition, result, invokeCount) =>
      sendToDestination(
        records,
        failedBatchMessage({ records, condition, result, invokeCount, functionArn: FunctionName, now: now() }),
      ),
    stallMs: (record) =>
      faults?.onStreamRecord?.(EventSourceArn, JSON.stringify(record.dynamodb.NewImage ?? record.dynamodb.Keys)) ?? 0,
    onExpired: (records) =>
      deps.onProblem?.(
        `${FunctionName} lost ${records.length} records of ${tableName}: a stream keeps them for 24 hours`,
      ),
    onProgress: () => positions.save(lanes.positions()),
    onProblem: (message) => deps.onProblem?.(`${FunctionName}: ${message}`),
  })

  /** The position moves on only when the destination has the message, so that no record is lost in between. */
  async function sendToDestination(records: DynamoDbStreamRecord[], message: string) {
    const destination = mapping.DestinationConfig?.OnFailure?.Destination
    if (!destination) return deps.onProblem?.(`${FunctionName} gave up ${records.length} records of ${tableName}`)
    const refusal = deps.refusalOf?.({ functionName: FunctionName }, 'sqs:SendMessage', destination)
    if (refusal) return deps.onProblem?.(`${FunctionName} lost ${records.length} records of ${tableName}: ${refusal}`)
    while (!signal.aborted) {
      try {
        return await deps.queues.send(destination, message)
      } catch (error) {
        deps.onProblem?.(`Sending to ${destination}: ${error instanceof Error ? error.message : error}`)
        await pause(retryDestinationMs, signal)
      }
    }
    throw signal.reason
  }

  async function firstPosition(): Promise<bigint | 'TRIM_HORIZON'> {
    const stored = positions.load()
    const { next } = await dynamodb.readStream(tableName, 'LATEST', 1)
    if (stored !== undefined) {
      if (stored !== 'damaged' && stored.every((position) => position <= next)) {
        lanes.restore(stored)
        return leastOf(stored)
      }
      // Whatever the mapping says: records may be delivered twice, but none may be missed in silence.
      const reason = stored === 'damaged' ? 'is damaged' : 'is beyond its end'
      deps.onProblem?.(`${FunctionName}: its position in the stream of ${tableName} ${reason}; it begins anew.`)
      return 'TRIM_HORIZON'
    }
    if (mapping.StartingPosition === 'TRIM_HORIZON') return 'TRIM_HORIZON'
    lanes.readUpTo(next)
    positions.save(lanes.positions())
    return next
  }

  async function read() {
    let wake = () => {}
    let written = false
    const unsubscribe = dynamodb.onStreamWrite(tableName, () => {
      written = true
      wake()
    })
    signal.addEventListener('abort', () => wake(), { once: true })
    let position: bigint | 'TRIM_HORIZON' | undefined
    while (!signal.aborted) {
      try {
        position ??= await firstPosition()
        written = false
        const { records, next } = await dynamodb.readStream(tableName, position, readLimit)
        position = next
        for (const record of records) {
          if (wanted(record)) lanes.push(laneOf(record, laneCount), record)
        }
        lanes.readUpTo(next)
        positions.save(lanes.positions())
        await lanes.waitBelow(readAhead)
        if (records.length === 0 && !written && !signal.aborted) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      } catch (error) {
        // A source that has ended would look healthy and deliver nothing: it tries again for as long as it runs.
        deps.onProblem?.(`Stream of ${tableName}: ${error instanceof Error ? error.message : error}`)
        await pause(retryReadMs, signal)
      }
    }
    unsubscribe()
  }

  const reading = read()
  return {
    get lastResult() {
      return lastResult
    },
    async stop(drainMs) {
      stopping.abort(new Error('stopped'))
      await reading
      await settleWithin(drainMs, lanes.running())
      await positions.flush()
    },
  }
}

/** The table in `arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>`. */
function tableNameOf(streamArn: string): string {
  const name = /:table\/([^/]+)\/stream\//.exec(streamArn)?.[1]
  if (!name) throw new Error(`Not the ARN of a DynamoDB stream: ${streamArn}`)
  return name
}
