import type { PauseRecord } from '../pauses/pause-records.ts'
import { type Changed, type ChangeEnvironment, carryOut, DecidedOtherwise, decide, pause } from './change.ts'

export interface Backlog {
  readonly waiting: number
  readonly inFlight: number
  readonly delayed: number
  /**
   * When the oldest message was sent, epoch milliseconds; undefined where SQS reports none. SQS leaves out messages that were received three times or more:
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   */
  readonly oldestSentAt: number | undefined
}

export interface DrainEnvironment extends ChangeEnvironment {
  readonly backlog: () => Promise<Backlog>
  /** The queue has to be empty for this long, because SQS's counts are exact only within about a minute. */
  readonly settleSeconds: number
  /** When the signal aborts, the consumer keeps running, and its record still says that it is being drained. */
  readonly signal: AbortSignal
  readonly onProgress: (backlog: Backlog, since: PauseRecord) => void
}

const BETWEEN_LOOKS_MS = 2000

/**
 * Lets the consumer finish the messages that are queued or in flight, then pauses it. Messages that arrive meanwhile may be handled as well, or stay.
 * Run again after an interruption, it goes on, and counts from the moment of the first request.
 */
export async function drain(
  environment: DrainEnvironment,
  reason: string,
): Promise<Changed & { readonly left: Backlog }> {
  const { consumer, records, source, backlog, signal, onProgress, settleSeconds, waiting } = environment
  const seen = await records.read(consumer)
  if (seen?.intent === 'pause') {
    throw new Error(`${consumer} is paused by ${seen.by} (${seen.reason}): it cannot finish anything. Resume it first.`)
  }
  if (!seen && (await source.state()) === 'Disabled') {
    throw new Error(
      `The event source of ${consumer} was switched off without these commands: it cannot finish anything. Resume it first.`,
    )
  }
  const record = seen?.intent === 'drain' ? seen : await decide(environment, 'drain', reason, seen)
  const overruled = () =>
    new DecidedOtherwise(`Somebody else has changed ${consumer} meanwhile: look at "consumers list".`)
  if ((await carryOut(environment, record, seen))?.id !== record.id) throw overruled()
  let emptySince: number | undefined
  for (;;) {
    const left = await backlog()
    onProgress(left, record)
    const isEmpty = left.waiting + left.inFlight + left.delayed === 0
    emptySince = isEmpty ? (emptySince ?? waiting.now()) : undefined
    const isSettled = emptySince !== undefined && waiting.now() - emptySince >= settleSeconds * 1000
    if (isSettled || isYounger(left, record)) break
    await waiting.sleep(BETWEEN_LOOKS_MS)
    if (signal.aborted) {
      throw new Error(
        `Interrupted: ${consumer} goes on running. Run it again to go on draining, or "consumers resume".`,
      )
    }
    if ((await records.read(consumer))?.id !== record.id) throw overruled()
  }
  return { ...(await pause(environment, record.reason, record)), left: await backlog() }
}

/** True when all messages from before the drain began are done: those that are left were sent later. */
const isYounger = ({ oldestSentAt }: Backlog, { since }: PauseRecord): boolean =>
  oldestSentAt !== undefined && oldestSentAt > Date.parse(since)
