import { type Changed, type ChangeEnvironment, DecidedOtherwise, decide, pause } from './change.ts'
import type { PauseRecord } from './pause-records.ts'

export interface Backlog {
  readonly waiting: number
  readonly inFlight: number
  readonly delayed: number
  /**
   * When the oldest message was sent, epoch milliseconds. Undefined: SQS has not told. Left out of it is what was received three times or more:
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   */
  readonly oldestSentAt: number | undefined
}

export interface DrainEnvironment extends ChangeEnvironment {
  readonly backlog: () => Promise<Backlog>
  /** SQS's counts are exact within about a minute: the queue has to be empty for so long. */
  readonly settleSeconds: number
  /** When it aborts, the consumer stays as it is: it runs, and its record says that it is being drained. */
  readonly signal: AbortSignal
  readonly onProgress: (backlog: Backlog, since: PauseRecord) => void
}

const BETWEEN_LOOKS_MS = 2000

/**
 * Lets the consumer finish what is in its queue and in flight, then pauses it. What comes meanwhile may be taken, too, or stay. Run
 * again after an interruption it goes on with the moment at which it was first asked for.
 */
export async function drain(
  environment: DrainEnvironment,
  reason: string,
): Promise<Changed & { readonly left: Backlog }> {
  const { consumer, records, backlog, signal, onProgress, settleSeconds, waiting } = environment
  const seen = await records.read(consumer)
  if (seen?.intent === 'pause') {
    throw new Error(`${consumer} is paused by ${seen.by} (${seen.reason}): it cannot finish anything. Resume it first.`)
  }
  const record = seen?.intent === 'drain' ? seen : await decide(environment, 'drain', reason, seen)
  await environment.source.setEnabled(true, waiting)
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
    if ((await records.read(consumer))?.id !== record.id) {
      throw new DecidedOtherwise(`Somebody else has changed ${consumer} meanwhile: look at "consumers list".`)
    }
  }
  return { ...(await pause(environment, record.reason)), left: await backlog() }
}

/** Everything that was there when draining began is done: what is left was sent later. */
const isYounger = ({ oldestSentAt }: Backlog, { since }: PauseRecord): boolean =>
  oldestSentAt !== undefined && oldestSentAt > Date.parse(since)
