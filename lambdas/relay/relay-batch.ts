import type { DynamoDBBatchResponse } from 'aws-lambda'
import { type Park, parkedRecord } from './parking.ts'
import { type Entry, type PublishEnvironment, type Published, publish, type Refusal, type Target } from './publish.ts'
import { resumeAtFirst, type StreamRecord } from './stream-records.ts'

/** What is to be sent where. */
export interface Delivery<Message = unknown> {
  readonly target: Target<Message>
  readonly entries: readonly Entry<Message>[]
}

export interface Plan {
  readonly deliveries: readonly Delivery[]
  /** Records that cannot be read, by sequence number. */
  readonly unreadable: ReadonlyMap<string, Refusal>
}

export interface RelayEnvironment extends PublishEnvironment {
  readonly park: Park
  readonly log: (line: Readonly<Record<string, unknown>>) => void
}

/** Kept back for parking and answering. */
const TIME_TO_END_MS = 2000

/**
 * Relays one batch of a stream: at least once; in order within a group; what can never be relayed is parked.
 * @param remainingMs until the function times out.
 */
export async function relayBatch(
  records: readonly StreamRecord[],
  { deliveries, unreadable }: Plan,
  environment: RelayEnvironment,
  remainingMs: number,
): Promise<DynamoDBBatchResponse> {
  const { clock, log } = environment
  const startedAt = clock.now()
  const deadline = startedAt + remainingMs - TIME_TO_END_MS
  const results: Published[] = await Promise.all(
    deliveries.map(({ target, entries }) => publish(target, entries, deadline, environment)),
  )
  const refused = new Map([...unreadable, ...results.flatMap((result) => [...result.refused])])
  const failed = new Map(results.flatMap((result) => [...result.failed]))
  for (const [sequenceNumber, error] of await parkAll(records, refused, environment)) {
    failed.set(sequenceNumber, error)
  }
  const [anyFailure] = failed.values()
  log({
    level: failed.size > 0 ? 'ERROR' : 'INFO',
    message: 'records relayed',
    records: records.length,
    failed: failed.size,
    parked: refused.size,
    duration_ms: clock.now() - startedAt,
    lag_ms: records[0] ? startedAt - records[0].createdAt : 0,
    ...(anyFailure && { error: anyFailure }),
  })
  return resumeAtFirst(records, new Set(failed.keys()))
}

/** @returns those that could not even be parked. */
async function parkAll(
  records: readonly StreamRecord[],
  refused: ReadonlyMap<string, Refusal>,
  { park, log }: RelayEnvironment,
): Promise<Map<string, Refusal>> {
  const failed = new Map<string, Refusal>()
  for (const record of records) {
    const reason = refused.get(record.sequenceNumber)
    if (!reason) continue
    try {
      const parked = parkedRecord(record, reason)
      await park(parked)
      log({ level: 'ERROR', message: 'record parked', key: parked.key, reason: parked.reason })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      failed.set(record.sequenceNumber, { code: 'ParkingFailed', message, isPermanent: false })
    }
  }
  return failed
}
