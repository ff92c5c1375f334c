import type { InvocationResult } from '../lambda/index.ts'
import { pause } from '../pause.ts'
import type { SqsRecord } from '../ports.ts'
import { failedItems } from './batch-response.ts'
import { recordFilter } from './filter.ts'
import { type EventSourceMapping, isFifo, reportsItemFailures } from './mapping.ts'
import { fittingInPayload } from './payload.ts'
import { createSlots } from './slots.ts'
import {
  type EventSourceDependencies,
  neverProcessed,
  problem,
  processed,
  type RunningEventSource,
  settleWithin,
} from './source.ts'

/** A long poll costs nothing in process: it ends as soon as a message is there. */
const longPollMs = 20_000
const afterReceiveErrorMs = 1_000
/** SQS's own limit, however large the batch: Lambda collects it from many receives. */
const messagesPerReceive = 10
/** After an injected crash the visibility timeout is not waited for: that would only make a soak test long. */
const afterInjectedFaultSeconds = 1
const spreadSeconds = 10
/** Why a wait is over. Nobody reads it, but without a reason each `abort` makes an error with a stack, several times for each message. */
const ENDED = 'ended'
/** SQS's own limit. */
const mostVisibilitySeconds = 43_200

/**
 * Delivers the messages of a queue to a function. At least once: a message is deleted only after the function
 * succeeded with it; a failed one stays and comes again when its visibility timeout is over.
 */
export function startSqsSource(mapping: EventSourceMapping, deps: EventSourceDependencies): RunningEventSource {
  const { EventSourceArn: queue, FunctionName, BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0 } = mapping
  const { functions, queues, faults } = deps
  const maximumConcurrency = mapping.ScalingConfig?.MaximumConcurrency ?? Number.POSITIVE_INFINITY
  const slots = createSlots(Math.min(maximumConcurrency, functions.concurrencyOf(FunctionName)))
  const wanted = recordFilter(mapping)
  const stopping = new AbortController()
  const { signal } = stopping
  const inFlight = new Set<Promise<void>>()
  let lastResult = neverProcessed
  /** Messages that are not deleted after success, so that they come once more. */
  const again = new Set<string>()
  /** Messages that were held back for long enough. */
  const overtaken: SqsRecord[] = []
  /** Ends a long poll, so that they are delivered. */
  let interrupt = new AbortController()
  /** Messages that were received for a batch whose payload had no room for them: they begin the next one. */
  const leftOver: SqsRecord[] = []

  const receive = (most: number, waitMs: number, either = signal): Promise<SqsRecord[]> =>
    queues.receive(queue, { max: Math.min(most, messagesPerReceive), waitMs, signal: either })

  async function gather(): Promise<SqsRecord[]> {
    if (overtaken.length > 0) return []
    interrupt = new AbortController()
    const either = faults ? AbortSignal.any([signal, interrupt.signal]) : signal
    const records = leftOver.length > 0 ? leftOver.splice(0) : await receive(BatchSize, longPollMs, either)
    const until = performance.now() + window * 1000
    while (records.length > 0 && records.length < BatchSize && !(await isFull(records))) {
      const waitMs = Math.min(until - performance.now(), deps.quietMs ?? Number.POSITIVE_INFINITY)
      const more = waitMs > 0 && !signal.aborted ? await receiveMore(BatchSize - records.length, waitMs) : []
      if (more.length === 0) break
      records.push(...more)
    }
    return records
  }

  /** Receives what comes within the time. It stops early if all functions are at rest, because then nothing more will come. */
  async function receiveMore(most: number, waitMs: number): Promise<SqsRecord[]> {
    if (!deps.atRest) return receive(most, waitMs)
    const over = new AbortController()
    const either = AbortSignal.any([signal, over.signal])
    void deps.atRest(either).then(() => over.abort(ENDED))
    return receive(most, waitMs, either).finally(() => over.abort(ENDED))
  }

  /** Whether the payload has no room left. What was received too much begins the next batch; in a FIFO queue it goes back, behind the others. */
  async function isFull(records: SqsRecord[]): Promise<boolean> {
    const beyond = records.splice(fittingInPayload(records))
    if (isFifo(queue)) await giveBack(beyond, 0)
    else leftOver.push(...beyond)
    return beyond.length > 0
  }

  async function poll() {
    while (await slots.take(signal)) {
      const batch = await gather()
        .then((records) => selectBatch(records, BatchSize))
        .catch(receiveFailed)
      if (batch.length === 0) slots.release()
      else track(deliver(batch).finally(slots.release))
    }
  }

  async function receiveFailed(error: Error): Promise<SqsRecord[]> {
    if (signal.aborted) return []
    deps.onProblem?.(`Receiving from ${queue}: ${error.message}`)
    await pause(afterReceiveErrorMs, signal)
    return []
  }

  /** Selects what is left after filtering (filtered messages are deleted, as on AWS) and after the fault plan's doing. */
  async function selectBatch(records: SqsRecord[], most: number): Promise<SqsRecord[]> {
    const unwanted = records.filter((record) => !wanted(record))
    if (unwanted.length > 0) await deleteAll(unwanted)
    const batch = records.filter((record) => !unwanted.includes(record))
    if (!faults) return batch
    let room = most - batch.length
    const fresh = batch.flatMap((record) => {
      const { holdMs, duplicate } = faults.onReceive(queue, record)
      if (holdMs !== undefined) return hold(record, holdMs)
      if (duplicate === 'in-batch' && room-- > 0) return [record, record]
      if (duplicate) again.add(record.messageId)
      return [record]
    })
    return [...fresh, ...overtaken.splice(0, Math.max(0, most - fresh.length))]
  }

  function hold(record: SqsRecord, milliseconds: number): SqsRecord[] {
    const held = pause(milliseconds, signal).then(() => {
      if (signal.aborted) return giveBack([record], 0)
      overtaken.push(record)
      interrupt.abort(ENDED)
    })
    track(held)
    return []
  }

  /**
   * A batch that waited for a worker takes along what came meanwhile. On AWS there would have been more workers, and smaller batches; here
   * they are few, and ten messages in one invocation cost little more than one.
   */
  async function topUp(records: SqsRecord[]): Promise<void> {
    while (records.length < BatchSize && !(await isFull(records)) && !signal.aborted) {
      const room = BatchSize - records.length
      const more = await receive(room, 0)
      if (more.length === 0) return
      records.push(...(await selectBatch(more, room)))
    }
  }

  async function deliver(records: SqsRecord[]): Promise<void> {
    const payload = async () => {
      if (!deps.batchesAsReceived) await topUp(records).catch(receiveFailed)
      return { Records: records }
    }
    let result: InvocationResult
    try {
      result = await functions.invoke(FunctionName, payload, { signal, trigger: triggerOf(records) })
    } catch (error) {
      if (signal.aborted) return giveBack(records, 0)
      deps.onProblem?.(`Invoking ${FunctionName}: ${error instanceof Error ? error.message : error}`)
      return
    }
    const ids = new Set(records.map(({ messageId }) => messageId))
    const failed = failedItems(result, ids, reportsItemFailures(mapping))
    lastResult = failed.size === 0 ? processed : problem
    const done = records.filter(({ messageId }) => !failed.has(messageId))
    const repeated = done.filter(({ messageId }) => again.delete(messageId))
    await deleteAll(done.filter((record) => !repeated.includes(record)))
    await giveBack(repeated, 0)
    if (result.injected) for (const record of records) await giveBack([record], secondsAfter(result, record))
  }

  async function deleteAll(records: SqsRecord[]) {
    if (records.length > 0) await queues.delete(queue, [...new Set(records.map(({ receiptHandle }) => receiptHandle))])
  }

  async function giveBack(records: SqsRecord[], seconds: number) {
    for (const { receiptHandle } of records) await queues.changeVisibility(queue, receiptHandle, seconds)
  }

  function track(work: Promise<void>) {
    const tracked = work
      .catch((error: Error) => deps.onProblem?.(`Messages of ${queue}: ${error.message}`))
      .finally(() => inFlight.delete(tracked))
    inFlight.add(tracked)
  }

  const polling = poll()
  return {
    get lastResult() {
      return lastResult
    },
    async stop(drainMs) {
      stopping.abort()
      await polling
      await giveBack([...overtaken.splice(0), ...leftOver.splice(0)], 0)
      await settleWithin(drainMs, inFlight)
    },
  }
}

/**
 * A function that is away for long gets its messages back when it is there again: asking before would only cost CPU. They
 * come one after another, as on AWS, where each has a visibility timeout of its own; those of a FIFO queue in their order.
 */
function secondsAfter({ awayMs }: InvocationResult, { messageId, eventSourceARN }: SqsRecord): number {
  if (awayMs === undefined) return afterInjectedFaultSeconds
  const spread = eventSourceARN.endsWith('.fifo') ? 0 : Number.parseInt(messageId.slice(0, 4), 16) % spreadSeconds || 0
  return Math.min(mostVisibilitySeconds, Math.ceil(awayMs / 1000) + spread)
}

/** Looks at the records when it is asked: the batch may still grow. */
function triggerOf(records: SqsRecord[]) {
  return {
    source: 'sqs' as const,
    get attempt() {
      return Math.max(...records.map(({ attributes }) => Number(attributes.ApproximateReceiveCount ?? 1)))
    },
    messages: () => records.map(({ body }) => body),
  }
}
