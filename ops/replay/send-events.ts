import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { Selected } from './in-stream-order.ts'

export interface ReplaySettings {
  /** `rpl_<uuid>`; carried in the metadata of every event of this replay. */
  readonly replayId: string
  /** True: the events take effect again, because this replay has idempotency keys of its own. */
  readonly again: boolean
  /** Events per second, at most. */
  readonly rate: number
}

export interface Sending extends ReplaySettings {
  readonly sqs: SQSClient
  /** The consumer's own queue: nobody else sees the replay. */
  readonly queueUrl: string
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
  /** Stops between two batches. */
  readonly signal: AbortSignal
  /** After every batch; the next one waits for it. */
  readonly onSent: (progress: Sent) => Promise<void> | void
}

export interface Sent {
  readonly sent: number
  /** Where to go on; see {@link Selected}. */
  readonly cursor: string | undefined
}

const MAX_BATCH = 10
/** SQS allows 256 KiB per batch. */
const MAX_BATCH_BYTES = 240_000
const MAX_TRIES = 8

/** Sends the events into one queue, in order, rate-capped. What SQS refuses of a batch is sent again before the next. */
export async function sendEvents(sending: Sending, events: AsyncIterable<Selected>): Promise<Sent> {
  const start = sending.now()
  let progress: Sent = { sent: 0, cursor: undefined }
  for await (const batch of batchesOf(events, sending)) {
    sending.signal.throwIfAborted()
    await sendBatch(
      sending,
      batch.map(({ entry }) => entry),
    )
    progress = { sent: progress.sent + batch.length, cursor: batch.at(-1)?.cursor ?? progress.cursor }
    await sending.onSent(progress)
    const wait = start + (progress.sent * 1000) / sending.rate - sending.now()
    if (wait > 0) await sending.pause(wait)
  }
  return progress
}

interface Ready {
  readonly entry: SendMessageBatchRequestEntry
  readonly cursor: string | undefined
}

async function* batchesOf(events: AsyncIterable<Selected>, sending: Sending): AsyncGenerator<Ready[]> {
  // A slow replay is not sent in bursts: about five batches a second.
  const size = Math.min(MAX_BATCH, Math.max(1, Math.ceil(sending.rate / 5)))
  let batch: Ready[] = []
  let bytes = 0
  for await (const { event, cursor } of events) {
    const entry = entryOf(event, sending)
    const length = Buffer.byteLength(entry.MessageBody ?? '')
    // One event of a group per batch: if SQS refused only the first of two, the second would overtake it.
    const group = entry.MessageGroupId
    const isTaken = group !== undefined && batch.some((other) => other.entry.MessageGroupId === group)
    if (batch.length > 0 && (batch.length === size || bytes + length > MAX_BATCH_BYTES || isTaken)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push({ entry: { ...entry, Id: String(batch.length) }, cursor })
    bytes += length
  }
  if (batch.length > 0) yield batch
}

function entryOf(event: EventEnvelope, { queueUrl, replayId, again }: Sending) {
  const metadata = { ...event.metadata, replay_id: replayId, ...(again && { replay_scope: replayId }) }
  return {
    MessageBody: JSON.stringify({ ...event, metadata }),
    ...(queueUrl.endsWith('.fifo') && {
      MessageGroupId: event.aggregate_id,
      MessageDeduplicationId: `${replayId}#${event.event_id}`,
    }),
  }
}

async function sendBatch({ sqs, queueUrl, pause }: Sending, entries: SendMessageBatchRequestEntry[]): Promise<void> {
  let left = entries
  for (let attempt = 1; left.length > 0; attempt++) {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: left }))
    const [first] = Failed
    if (first && (first.SenderFault || attempt === MAX_TRIES)) {
      throw new Error(`SQS refuses an event: ${first.Code} ${first.Message ?? ''}`)
    }
    left = left.filter(({ Id }) => Failed.some((failure) => failure.Id === Id))
    if (left.length > 0) await pause(100 * 2 ** attempt)
  }
}
