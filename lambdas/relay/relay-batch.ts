import type { DynamoDBBatchResponse } from 'aws-lambda'
import { relayTries } from '../runtime/declarations/relay.ts'
import type { Clock } from '../runtime/system/clock.ts'
import { TIME_TO_KEEP_POSITIONS_MS } from './order/positions.ts'
import { notReached, type PublishEnvironment, type Published, publish } from './publishing/publish.ts'
import { leavesTimeForCall, within } from './publishing/send-calls.ts'
import { type Entry, type Refusal, refusalOfCall, type Target } from './publishing/target.ts'
import { completeNote, type SetAside, setAsideBody } from './set-aside.ts'
import { resumeAtFirst, type StreamRecord } from './stream-records.ts'

/** Messages to be sent, and their target. */
export interface TargetEntries<Message = unknown> {
  readonly target: Target<Message>
  readonly entries: readonly Entry<Message>[]
  /** In place of sending the entries as they are. */
  readonly publish?: (deadline: number, environment: PublishEnvironment) => Promise<Published>
}

export interface Plan {
  readonly deliveries: readonly TargetEntries[]
  /** Records for which there is nothing to send, or nowhere to send it to, by sequence number. */
  readonly unsendable: ReadonlyMap<string, Refusal>
}

export interface RelayEnvironment extends PublishEnvironment {
  readonly setAside: SetAside
  /** Keeps a record whose target did not take it, so that the others of its shard go on. Absent: they wait with it. */
  readonly keepWaiting?: SetAside
  readonly log: (line: Readonly<Record<string, unknown>>) => void
  /** Told at the end of each invocation, with the milliseconds until Lambda ends the function. Never throws. */
  readonly writeTraces?: (remainingMs: number) => Promise<void>
}

/** Kept back for what follows publishing: keeping positions, setting records aside, answering. */
const TIME_AFTER_PUBLISHING_MS = TIME_TO_KEEP_POSITIONS_MS + 2000
const TIME_TO_ANSWER_MS = 500

/**
 * Relays one batch of a stream: at least once; in order within a group. A record that can never be relayed, or not until
 * the stream is about to lose it, is set aside alone. One that was not taken, and needs no order, waits elsewhere.
 *
 * Ends with what Lambda needs to know:
 * - Some records from the first on are done: it names the first that is not. "Lambda then retries all records starting from
 *   that checkpoint."
 * - The first one already failed: it throws, because a named first record would only be sent again with all its
 *   neighbours, while "if your invocation fails and BisectBatchOnFunctionError is turned on, the batch is bisected
 *   regardless of your ReportBatchItemFailures setting".
 *   https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 * @param remainingMs until the function times out.
 * @throws {NoProgressError}
 */
export async function relayBatch(
  records: readonly StreamRecord[],
  plan: Plan,
  environment: RelayEnvironment,
  remainingMs: number,
): Promise<DynamoDBBatchResponse> {
  const { clock, log } = environment
  const startedAt = clock.now()
  const end = startedAt + remainingMs
  const { refused, failed } = await sendAll(plan, end - TIME_AFTER_PUBLISHING_MS, environment)
  giveUpOld(records, refused, failed, clock)
  const deadline = end - TIME_TO_ANSWER_MS
  await setAsideAll(records, refused, failed, deadline, environment)
  const waiting = await keepWaiting(records, failed, deadline, environment)
  const firstFailure = records.map(({ sequenceNumber }) => failed.get(sequenceNumber)).find((one) => one !== undefined)
  log({
    level: failed.size > 0 ? 'ERROR' : 'INFO',
    message: 'records relayed',
    records: records.length,
    failed: failed.size,
    set_aside: refused.size,
    ...(waiting > 0 && { waiting }),
    duration_ms: clock.now() - startedAt,
    lag_ms: records[0] ? startedAt - records[0].createdAt : 0,
    ...(firstFailure && { error: firstFailure }),
  })
  if (records[0] && failed.has(records[0].sequenceNumber)) throw new NoProgressError(records.length, firstFailure)
  return resumeAtFirst(records, new Set(failed.keys()))
}

export class NoProgressError extends Error {
  override readonly name = 'NoProgressError'
  constructor(records: number, reason: Refusal | undefined) {
    super(`Not even the first of ${records} records could be relayed: ${reason?.code}: ${reason?.message}`)
  }
}

interface Sent {
  /** Entries that must not be sent again, by sequence number. */
  readonly refused: Map<string, Refusal>
  /** To be sent again, by sequence number. */
  readonly failed: Map<string, Refusal>
}

/** @param deadline epoch milliseconds by which all calls are over. */
export async function sendAll(
  { deliveries, unsendable }: Plan,
  deadline: number,
  environment: PublishEnvironment,
): Promise<Sent> {
  const results = await Promise.all(
    deliveries.map(
      ({ target, entries, publish: own }) =>
        own?.(deadline, environment) ?? publish(target, entries, deadline, environment),
    ),
  )
  const isFinal = ([, { isPermanent }]: readonly [string, Refusal]) => isPermanent
  const refused = new Map([...[...unsendable].filter(isFinal), ...results.flatMap((result) => [...result.refused])])
  const failed = new Map([
    ...[...unsendable].filter((one) => !isFinal(one)),
    ...results.flatMap((result) => [...result.failed]),
  ])
  // One target may have refused for good what another one has only not taken yet: that one is tried first.
  for (const number of failed.keys()) refused.delete(number)
  return { refused, failed }
}

/** The stream is about to lose these: they are set aside while they can still be read. */
function giveUpOld(records: readonly StreamRecord[], refused: Sent['refused'], failed: Sent['failed'], clock: Clock) {
  const oldest = clock.now() - relayTries.setAsideAfterHours * 3_600_000
  for (const { sequenceNumber, createdAt } of records) {
    const reason = failed.get(sequenceNumber)
    if (!reason || createdAt > oldest) continue
    refused.set(sequenceNumber, reason)
    failed.delete(sequenceNumber)
  }
}

/**
 * Records that were tried and not taken go where they wait without holding up their shard. What cannot even be sent there
 * still counts as failed, as in an outage of SQS. The largest command fits.
 * @returns how many wait now.
 */
async function keepWaiting(
  records: readonly StreamRecord[],
  failed: Sent['failed'],
  deadline: number,
  { clock, timers, keepWaiting: put, log }: RelayEnvironment,
): Promise<number> {
  let kept = 0
  for (const record of put ? records : []) {
    const reason = failed.get(record.sequenceNumber)
    const body = reason && reason !== notReached ? completeNote(record, reason) : undefined
    if (!put || !body) continue
    if (!leavesTimeForCall(clock, deadline)) break
    try {
      await within(timers, deadline - clock.now(), (signal) => put(body, signal))
    } catch {
      // The next one would fail likewise, and only take time.
      break
    }
    failed.delete(record.sequenceNumber)
    log({ level: 'WARN', message: 'record waits', key: record.key, reason })
    kept++
  }
  return kept
}

/** A record that could not even be set aside counts as failed. */
async function setAsideAll(
  records: readonly StreamRecord[],
  refused: Sent['refused'],
  failed: Sent['failed'],
  deadline: number,
  { clock, timers, setAside, log }: RelayEnvironment,
): Promise<void> {
  for (const record of records) {
    const reason = refused.get(record.sequenceNumber)
    if (!reason) continue
    try {
      if (!leavesTimeForCall(clock, deadline)) throw new Error('There was no time left.')
      const body = setAsideBody(record, reason)
      await within(timers, deadline - clock.now(), (signal) => setAside(body, signal))
      log({ level: 'ERROR', message: 'record set aside', key: record.key, reason })
    } catch (error) {
      const { message } = refusalOfCall(error)
      failed.set(record.sequenceNumber, { code: 'NotSetAside', message, isPermanent: false })
    }
  }
}
